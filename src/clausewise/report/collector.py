"""The collector: gathers the records of a run as they come, and shows how far it has come."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from clausewise.report.record import PROPERTY
from clausewise.report.verdict import Verdict

#: Seconds between two lines of progress.
EVERY = 5.0


class Collector:
    """A pytest plugin of the controller, which sees the reports of all workers."""

    def __init__(self, verdict: Verdict, terminal: Any) -> None:
        self.verdict = verdict
        self.terminal = terminal
        self._next = time.monotonic() + EVERY
        self._lock = threading.Lock()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Iterator[None]:
        """Take the time of the run."""
        started = time.monotonic()
        try:
            with self._telling():
                return (yield)
        finally:
            self.verdict.seconds = time.monotonic() - started

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the record out of a report."""
        if report.when == "call":
            told = [str(value) for name, value in report.user_properties if name == PROPERTY]
            self.verdict.records += [json.loads(value) for value in told]
        self._show_in_time()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Go on to tell where nothing is reported for long, as tasks are waited for."""
        over = threading.Event()

        def tell() -> None:
            while not over.wait(EVERY / 5):
                self._show_in_time()

        telling = threading.Thread(target=tell, name="progress", daemon=True)
        if self.verdict.tasks is not None:
            telling.start()
        try:
            yield
        finally:
            over.set()
            if telling.is_alive():
                telling.join()

    def _show_in_time(self) -> None:
        with self._lock:
            if self.terminal is not None and time.monotonic() >= self._next:
                self._next = time.monotonic() + EVERY
                self._show()

    def _show(self) -> None:
        counts = self.verdict.tasks() if self.verdict.tasks is not None else {}
        following = f"; tasks: {', '.join(f'{count} {state}' for state, count in counts.items())}" if counts else ""
        coverage = self.verdict.coverage()["values"]
        self.terminal.ensure_newline()
        self.terminal.write_line(
            f"contract: {len(self.verdict.records)} of {len(self.verdict.plan.expected_records)} probes; "
            f"{self.verdict.spending()}; {coverage['covered']} of {coverage['of']} value classes{following}"
        )
