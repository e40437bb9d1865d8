"""The turns of several workers: requests that cost money go one after the other, in the order of the plan."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pytest

from clausewise.budget.limits import LedgerError
from clausewise.probes.probe import Probe
from clausewise.run.session import Run

#: Seconds in which no item of any worker ends until turns are given up.
AT_LEAST = 300.0
#: The most requests, and places in the queue of a rate, that one item may take.
REQUESTS = 20


class Turns:
    """A plugin of a worker: a paid request waits for all items before it, so that limits let through what is planned.

    Where the ledger cannot be used any more, the next request ends the run.
    """

    def __init__(self, run: Run) -> None:
        self.ledger = run.ledger
        waits = 60 / rate if (rate := run.options.sending.rate) else 0.0
        self.patience = max(AT_LEAST, REQUESTS * (run.options.timeout + waits))
        self.places: dict[str, int] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Learn the order, which is the same in every worker."""
        self.places = {item.nodeid: place for place, item in enumerate(session.items)}

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Wait for the turn of an item whose request costs money."""
        marker = item.get_closest_marker("probes")
        if marker is None or marker.kwargs.get("afterwards") or not isinstance(item, pytest.Function):
            return
        probe = item.callspec.params.get("probe")
        if isinstance(probe, Probe) and probe.charged:
            with suppress(LedgerError):
                self._wait(self.places[item.nodeid])

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Give the next one its turn."""
        with suppress(LedgerError):
            self.ledger.finish(self.places[nodeid])

    def _wait(self, place: int) -> None:
        known, until = -1, 0.0
        while (done := self.ledger.finished_before(place)) < place and self.ledger.ended() is None:
            if self.ledger.turns_are_open():
                return
            if done > known:
                known, until = done, time.monotonic() + self.patience
            if time.monotonic() > until:
                self.patience = 0.0
                return
            time.sleep(0.02)


class Deaths:
    """A plugin of the controller: nobody waits for a worker of xdist that has died."""

    def __init__(self, run: Run) -> None:
        self.ledger = run.ledger

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Count what the worker had under way as sent; where it has died, let its items be made up for at any time.

        Others get its items after their own, so that one which waits for its turn would wait for itself.
        """
        told = node.workerinput.get("contract")
        if told is not None:
            with suppress(LedgerError):  # which is told by whoever sends next
                self.ledger.leave(told["sender"])
                if error:
                    self.ledger.open_turns()
