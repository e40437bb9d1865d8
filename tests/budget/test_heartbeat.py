"""The heartbeat of a machine, by a clock of its own: when it is heard of, and when it releases those that are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.budget.work import Work

LEASE, BEAT = 30.0, 5.0


@dataclass
class Course:
    """The seconds between the beats of a machine; a beat after a negative number finds no database."""

    steps: list[float]
    now: float = 1000.0
    waited: list[float] = field(default_factory=list)
    seen: list[tuple[str, Any]] = field(default_factory=list)
    released: list[float] = field(default_factory=list)
    known: int = 1
    gone: bool = False

    def monotonic(self) -> float:
        """The time."""
        return self.now

    def wait(self, seconds: float) -> bool:
        """Let the next beat come; True at the end."""
        self.waited.append(seconds)
        if not self.steps:
            return True
        step = self.steps.pop(0)
        self.gone = step < 0
        self.now += abs(step)
        return False

    def set(self) -> None:
        """End at once."""

    def execute(self, query: str, values: Any) -> int:
        """Be heard of."""
        if self.gone:
            raise LedgerError("the database is gone")
        self.seen.append((query, values))
        return self.known

    def atomically(self, work: Any) -> None:
        """Do some work."""
        work()

    def close(self) -> None:
        """Close nothing."""


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    ledger = Ledger(tmp_path / "ledger")
    made = Work(ledger, lease=LEASE, beat=BEAT)
    yield made
    made.close()
    ledger.close()


def released(work: Work, monkeypatch: pytest.MonkeyPatch, *steps: float, known: int = 1) -> Course:
    """Let a machine beat; the seconds after which it releases stand in `released`."""
    course = Course([*steps], known=known)
    own = SimpleNamespace(execute=course.execute, now=lambda: 7.5, atomically=course.atomically, close=course.close)
    work._own.close()
    monkeypatch.setattr(work, "_own", own)
    monkeypatch.setattr(work, "_stopped", course)

    def release(storage: Any) -> None:
        assert storage is own
        course.released.append(course.now - 1000)

    monkeypatch.setattr(work, "_release_dead", release)
    monkeypatch.setattr("clausewise.budget.work.time", course)
    work._beat()
    return course


def test_a_machine_beats_on_time_and_takes_others_for_dead_after_a_whole_lease(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = released(work, monkeypatch, *[BEAT] * 8)
    assert course.waited == [BEAT] * 9
    assert course.seen == [("UPDATE machines SET seen = ? WHERE id = ?", (7.5, work.ledger.sender))] * 8
    assert course.released == [30, 35, 40]


@pytest.mark.parametrize(
    ("gap", "first"),
    [(14.0, 34.0), (15.0, 30.0), (15.5, 55.5), (40.0, 80.0)],
)
def test_a_machine_that_slept_waits_a_whole_lease_before_others_count_as_dead(
    gap: float, first: float, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pause of a beat and a third of the lease may be a machine that slept."""
    course = released(work, monkeypatch, BEAT, BEAT, gap, *[BEAT] * 8)
    assert course.released[0] == first


def test_no_machine_counts_as_dead_for_the_time_the_database_was_gone(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = released(work, monkeypatch, *[BEAT] * 5, -BEAT, *[BEAT] * 7)
    assert course.released == [60, 65]


def test_who_counts_as_dead_beats_no_more(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    course = released(work, monkeypatch, *[BEAT] * 9, known=0)
    assert len(course.seen) == 1
    assert course.released == []


def test_a_heartbeat_keeps_no_process_alive(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (work._beating.daemon, work._beating.name) == (True, "heartbeat")
    joined: list[float] = []
    beating = SimpleNamespace(is_alive=lambda: True, join=joined.append)
    monkeypatch.setattr(work, "_beating", beating)
    work.close()
    assert joined == [BEAT]


def test_a_lease_is_30_seconds_and_a_beat_5_by_default(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    made = Work(ledger)
    assert (made.lease, made.beat) == (30.0, 5.0)
    made.close()
    ledger.close()
