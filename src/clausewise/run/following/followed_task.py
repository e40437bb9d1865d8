"""A task as whoever reads it sees it: what its records say so far, and how its following ends."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from clausewise.budget.limits import LedgerError
from clausewise.checks.records import record_in, result_in, seconds_of
from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Probe
from clausewise.run.following.started_task import StartedTask, State
from clausewise.run.following.task_ledger import TaskLedger
from clausewise.run.following.terms import Terms
from clausewise.run.sender import TOO_MANY_REQUESTS

#: The record of an ended task is read again so often, to see that it stays as it is.
AFTERWARDS = 2
#: Reads in a row without a status that end the following of a task.
UNREADABLE = 3


@dataclass
class FollowedTask:
    """A task that is read. `due` and `until` are in seconds of time.monotonic()."""

    task: StartedTask
    terms: Terms
    probe: Probe
    due: float
    until: float
    reads: int = 0
    unreadable: int = 0
    after: int = 0
    fetching: Future[None] | None = None
    end: State | None = None
    seconds: float | None = None
    unended: float | None = None
    last: Any = None
    error: str | None = None

    def is_read(self) -> bool:
        """Tell whether it has been read as often after its end as is wanted: what cost money more often."""
        return self.after > (AFTERWARDS if self.task.watched else 1)

    def is_done(self) -> bool:
        """Tell whether its file need not be waited for; what the ledger has said to whoever fetched it is raised."""
        if self.fetching is None or not self.fetching.done():
            return self.fetching is None
        error = self.fetching.exception()
        if isinstance(error, LedgerError):
            raise error
        return True

    @property
    def result(self) -> str | None:
        """The address of what it has made, where that is to be fetched and is not yet."""
        wanted = self.end is State.SUCCEEDED and self.task.watched and self.fetching is None
        return result_in(self.terms.reading, self.last) if wanted else None

    def take(self, exchange: Exchange, asked: float | None, store: TaskLedger) -> None:
        """Take an answer to a read that was `asked` at a time of the store, None where it is one of an earlier run."""
        if exchange.status == TOO_MANY_REQUESTS:
            return
        reading = self.terms.reading
        record = record_in(reading, exchange.json) if exchange.accepted and exchange.has_json else None
        if record is None:
            self.unreadable += 1
            return
        self.unreadable, self.last = 0, record
        outcome = reading.outcome(record)
        if outcome is None:
            self.unended = asked or self.unended
        elif self.end is None:
            self.end = State.SUCCEEDED if outcome else State.FAILED
            # Times in whole seconds say nothing of a task that takes less.
            self.seconds = seconds_of(reading, record) or store.now() - self.task.started

    def give_up(self, reason: str) -> None:
        """Follow it no more, for some reason."""
        if self.end is None:
            self.end = State.LOST
            self.error = reason

    def note(self, store: TaskLedger) -> None:
        """Note how its following has ended."""
        store.note_end(
            self.task,
            self.end or State.LOST,
            self.reads,
            seconds=self.seconds,
            unended=self.unended,
            reason=self.error,
        )
