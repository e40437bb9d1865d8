"""The collector: gathers the records of a run as they come, and shows how far it has come."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from clausewise.report.past_capture import past_capture
from clausewise.report.progress import Progress
from clausewise.report.record import PROPERTY
from clausewise.report.verdict import Verdict

#: Seconds between two lines of progress in a log, and between two states of the line on a terminal.
EVERY, LIVE = 30.0, 1.0


class Collector:
    """A pytest plugin of the controller, which sees the reports of all workers.

    On a terminal one line is kept up to date in the place of pytest's letters for passed tests; anywhere else, or where
    each test is named, a line is written now and then. `now` gives the seconds of a clock.
    """

    def __init__(self, verdict: Verdict, terminal: Any, now: Any = time.monotonic) -> None:
        self.verdict = verdict
        self.terminal = terminal
        self.progress = Progress(verdict)
        self.live = terminal is not None and is_live(terminal)
        self._every = LIVE if self.live else EVERY
        self._now = now
        self._started = now()
        self._next = self._started + self._every
        self._lock = threading.Lock()
        self._drawn = self._running = False
        if self.live:
            terminal.showfspath = terminal._show_progress_info = False  # which would be written into the line

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Iterator[None]:
        """Take the time of the run."""
        self._started, self._running = self._now(), True
        try:
            with past_capture(getattr(self.terminal, "_tw", None)), self._telling():
                return (yield)
        finally:
            self._running = False
            self.verdict.seconds = self._now() - self._started

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> Generator[None, Any, Any]:
        """Count tests without a letter for each, where a line tells of all; failures that are not judged are told."""
        told: Any = yield
        judged = any(name == PROPERTY for name, _ in getattr(report, "user_properties", ()))
        quiet = self._running and self.live and (judged or not report.failed)
        return (told[0], "", "") if told and quiet else told

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the record out of a report."""
        if report.when == "call":
            told = [json.loads(str(value)) for name, value in report.user_properties if name == PROPERTY]
            self.verdict.records += told
            with self._lock:
                for record in told:
                    self.progress.add(record)
        self._show_in_time()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Go on to tell where nothing is reported for long, as tasks are waited for."""
        over = threading.Event()

        def tell() -> None:
            while not over.wait(LIVE):
                self._show_in_time()

        telling = threading.Thread(target=tell, name="progress", daemon=True)
        if self.terminal is not None:
            telling.start()
        try:
            yield
        finally:
            over.set()
            if telling.is_alive():
                telling.join()
            if self._drawn:
                self._show()  # as it was at the end
                self.terminal.write("\n")

    def _show_in_time(self) -> None:
        with self._lock:
            if self.terminal is not None and self._now() >= self._next:
                self._next = self._now() + self._every
                self._show()

    def _show(self) -> None:
        seconds = self._now() - self._started
        if not self.live:
            self.terminal.ensure_newline()
            self.terminal.write_line(self.progress.line(seconds))
            return
        if not self._drawn:
            self.terminal.ensure_newline()
            self._drawn = True
        self.terminal.rewrite(self.progress.line(seconds, self.terminal._tw.fullwidth - 1), erase=True)


def is_live(terminal: Any) -> bool:
    """Tell whether a line can be written over: on a terminal that can, where pytest does not name each test."""
    return bool(terminal.isatty) and terminal.verbosity <= 0 and os.environ.get("TERM") != "dumb"
