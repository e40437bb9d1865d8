"""One of many machines: it runs the next test that no other has, until all are done, and judges by all of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from clausewise.budget.limits import LedgerError
from clausewise.budget.work import Work
from clausewise.probes.probe import Probe
from clausewise.pytest_plugin.contact import Contact, first_ids
from clausewise.pytest_plugin.ending import ENDING, end
from clausewise.report.exit_codes import NO_CONTACT
from clausewise.report.record import PROPERTY
from clausewise.run.machines import contact_outcome, outcome_of, seen
from clausewise.terminal.wording import amount

#: Seconds before asking again for a test that is free, and before a line tells of the wait.
PAUSE, TELL = 0.2, 30.0


class Machine:
    """A plugin that takes the place of pytest's own loop: piece 0 is the first contact, piece N the Nth test."""

    def __init__(self, work: Work, contact: Contact) -> None:
        self.work = work
        self.contact = contact
        self._records: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> object:
        """Take tests and run them, where all were collected."""
        if session.config.option.collectonly or not session.items:
            return None
        if session.testsfailed and not session.config.option.continue_on_collection_errors:
            return None  # pytest's own loop says so
        try:
            self._take_part(session)
        except ENDING as error:
            end(session.config, error)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the records of a test for all machines."""
        if report.when == "call":
            self._records += [str(value) for name, value in report.user_properties if name == PROPERTY]

    def _take_part(self, session: pytest.Session) -> None:
        items = session.items
        self.work.join(["", *(item.nodeid for item in items)], [0, *_after(items, free=self.contact.run.options.free)])
        verdict, heeded = self.contact.verdict, False
        try:
            for place in self._places(session.config):
                if place == 0:
                    self._make_contact(items)
                if not heeded:
                    self._heed_contact()
                    heeded = True
                if place:
                    self._run(items[place - 1], place, session)
            if not heeded:  # others have done everything
                self._heed_contact()
        finally:
            with suppress(LedgerError):  # what this machine has seen is judged at least
                verdict.records = seen(self.work.ledger).records
            with suppress(LedgerError):
                self.work.leave()

    def _places(self, config: pytest.Config) -> Iterator[int]:
        """Each piece that this machine is given; ends when all are done, by whomever."""
        told = time.monotonic()
        while True:
            self.contact.run.check()
            place = self.work.take()
            if place is not None:
                yield place
                told = time.monotonic()
                continue
            left = self.work.left()
            if not left:
                return
            if time.monotonic() - told > TELL:
                told = time.monotonic()
                _tell(
                    config,
                    f"contract: {amount(left, 'test', 'is')} left, which other machines have or which wait for those",
                )
            time.sleep(PAUSE)

    def _make_contact(self, items: list[pytest.Item]) -> None:
        """Send the control, once for all machines."""
        verdict, ids = self.contact.verdict, first_ids(items)
        before = len(verdict.records)
        reason = self.contact.make(ids) if ids is not None else None
        self.work.finish(0, contact_outcome(reason, verdict.controls, verdict.records[before:]))

    def _heed_contact(self) -> None:
        """Judge nothing where the first contact says that nothing can be, by whichever machine it was made."""
        contact = seen(self.work.ledger)
        self.contact.verdict.controls |= contact.controls
        if contact.reason is not None:
            self.contact.verdict.ended = contact.reason
            pytest.exit(contact.reason, returncode=NO_CONTACT)

    def _run(self, item: pytest.Item, place: int, session: pytest.Session) -> None:
        self._records = []
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        self.work.finish(place, outcome_of(self._records))
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)


def _after(items: list[pytest.Item], *, free: bool) -> list[int]:
    """The number of pieces before each test: all before one that costs money, and before those that come afterwards.

    Where nothing costs money, valid requests are under way at once like the others.
    """
    first = 1 + sum(1 for item in items if not _is_afterwards(item))
    found = []
    for place, item in enumerate(items, 1):
        probe = item.callspec.params.get("probe") if hasattr(item, "callspec") else None
        paid = isinstance(probe, Probe) and probe.charged and not free
        found.append(first if _is_afterwards(item) else place if paid else 1)
    return found


def _is_afterwards(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("probes")
    fuzz = item.get_closest_marker("fuzz")
    return fuzz is None and (marker is None or bool(marker.kwargs.get("afterwards")))


def _tell(config: pytest.Config, line: str) -> None:
    terminal: Any = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        terminal.ensure_newline()
        terminal.write_line(line)
