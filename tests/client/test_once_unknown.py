"""A name gives no second create while nobody knows whether its request arrived."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import (
    Attempt,
    Journal,
    JournalError,
    JournalMismatch,
    OutcomeUnknown,
    Retries,
    Timeouts,
)
from video_generations_client.journal.table import Table

from tests.client.answers import GOOD, UUID, VALID, patience, record
from tests.client.conftest import Both, Serve
from tests.client.journals import with_journals
from tests.client.scripted_server import Act, answer

UNKNOWN = {
    "crash": answer(500, b"oops"),
    "crash with an id": answer(500, {"task_id": "t-9"}),
    "silence": Act(then="hang"),
    "reset": Act(then="reset"),
    "no id": answer(200, {}),
}


@with_journals
@pytest.mark.parametrize("act", UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_outcome_stays_until_it_is_resolved(act: Act, both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(act, GOOD)
    both.options["timeout"] = patience((act,))
    for _ in range(3):
        with pytest.raises(OutcomeUnknown):
            both.create(**VALID, once="n")
    with pytest.raises(JournalMismatch):
        both.create(**{**VALID, "prompt": "another"}, once="n")
    assert server.posts == 1
    (entry,) = journal.unknown()
    with pytest.raises(JournalError, match="resolve it first"):
        entry.task.download("never")
    assert journal.unfinished() == []
    journal.resolve("n", task_id="t-found")
    assert both.create(**VALID, once="n").task_id == "t-found"
    assert [entry.task.task_id for entry in journal.unfinished()] == ["t-found"]
    assert server.posts == 1


@with_journals
def test_an_id_that_an_unclear_answer_names_is_told_again(both: Both, serve: Serve, journal: Journal) -> None:
    serve(UNKNOWN["crash with an id"])
    for _ in range(2):
        with pytest.raises(OutcomeUnknown, match="perhaps 't-9'") as caught:
            both.create(**VALID, once="n")
        assert caught.value.task_id == "t-9"


@with_journals
def test_the_end_of_a_task_that_is_perhaps_its_own_resolves_nothing(both: Both, serve: Serve, journal: Journal) -> None:
    serve(UNKNOWN["crash with an id"], answer(200, {**record("SUCCESS"), "task_id": "t-9"}))
    with pytest.raises(OutcomeUnknown):
        both.create(**VALID, once="n")
    assert both.get("t-9").finished
    assert [entry.name for entry in journal.unknown()] == ["n"]


@with_journals
def test_an_intent_is_taken_back_by_nobody_else_and_not_once_it_is_settled(both: Both, journal: Journal) -> None:
    table = journal.table
    assert table.intend("n", "{}", "http://h", "owner h 1 2", "its own", 9.0)
    table.free("n", "another")
    assert journal.find("n") is not None
    assert table.settle("n", "its own", "unknown", None)
    table.free("n", "its own")
    assert journal.find("n") is not None
    journal.resolve("n", task_id="t-found")
    assert not table.settle("n", "its own", "started", "t-late"), "somebody has said what became of it"
    assert [entry.task_id for entry in journal.unfinished()] == ["t-found"]


@with_journals
def test_resolving_needs_an_entry_that_is_open(both: Both, serve: Serve, journal: Journal) -> None:
    serve(GOOD)
    with pytest.raises(JournalError, match="no entry 'n'"):
        journal.resolve("n", task_id="t")
    both.create(**VALID, once="n")
    journal.resolve("n", task_id=UUID)
    with pytest.raises(JournalError, match="is known"):
        journal.resolve("n", task_id="another")


@pytest.mark.parametrize(("retries", "longest"), [(None, 900), (Retries(attempts=3, total=50.0), 900 + 50 + 900)])
def test_an_intent_is_believed_for_as_long_as_its_request_may_take(
    serve: Serve, tmp_path: Path, both: Both, retries: Retries | None, longest: float
) -> None:
    """By another machine, which cannot see whether the process still runs. The last attempt may begin late."""
    serve(GOOD)
    journal, left = Journal(tmp_path / "jobs.sqlite"), []

    @contextlib.contextmanager
    def looks(_: Attempt) -> Iterator[None]:
        entry = journal.find("n")
        assert entry is not None
        left.append(entry.left)
        yield

    both.options |= {"journal": journal, "retries": retries, "around_attempt": looks}
    both.create(**VALID, once="n", timeout=Timeouts(connect=100, write=300, read=200))
    # An attempt is 900 seconds: 200 to resolve and connect, 300 to send, 400 to begin the answer and end it.
    assert longest < left[0] < longest + 60
    journal.close()


def test_an_intent_whose_confirmation_was_lost_is_sent(
    serve: Serve, tmp_path: Path, both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statement is run a second time when a connection breaks, and finds its own row."""
    server = serve(GOOD)
    both.options["journal"] = tmp_path / "jobs.sqlite"
    intend = Table.intend

    def twice(table: Table, *row: Any) -> bool:
        assert intend(table, *row)
        return intend(table, *row)

    monkeypatch.setattr(Table, "intend", twice)
    assert both.create(**VALID, once="n").task_id == UUID
    assert server.posts == 1
