"""Tasks that a journal holds until their end was seen."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from video_generations_client import (
    Journal,
    JournalError,
    OutcomeUnknown,
    Task,
    TaskFailed,
    VideoGenerationsError,
)

from tests.client.answers import DONE, GOOD, IN_PROGRESS, UUID, VALID, record
from tests.client.conftest import Both, Serve
from tests.client.journals import with_journals
from tests.client.scripted_server import ScriptedServer, answer


@with_journals
def test_a_task_is_unfinished_until_its_end_is_seen(both: Both, serve: Serve, journal: Journal) -> None:
    serve(GOOD, IN_PROGRESS, DONE)
    task = both.create(**VALID, once="n")
    assert [entry.task_id for entry in journal.unfinished()] == [UUID]
    journal.resolve("n", task_id=UUID)
    with pytest.raises(VideoGenerationsError):
        both.get("other")  # the record of another task ends nothing
    assert len(journal.unfinished()) == 1
    journal.ended(task.task_id)
    assert journal.unfinished() == []
    entry = journal.find("n")
    assert entry is not None
    assert entry.state == "ended"


@with_journals
@pytest.mark.parametrize("how", ["get", "wait", "create_and_wait", "failure"])
def test_whoever_reads_the_end_has_seen_it(how: str, both: Both, serve: Serve, journal: Journal) -> None:
    status = "FAILURE" if how == "failure" else "SUCCESS"
    serve(GOOD, answer(200, {**record(status, data={"output": "https://v.example/1.mp4"}), "task_id": UUID}))
    if how == "create_and_wait":
        both.create_and_wait(**VALID, once="n", interval=0.01)
        both.create_and_wait(**VALID, once="n", interval=600)  # it is read at once: it has not only just started
    else:
        both.create(**VALID, once="n")
    assert len(journal.unfinished()) == (0 if how == "create_and_wait" else 1)
    if how == "get":
        both.get(UUID)
    if how == "wait":
        both.wait(UUID)
    if how == "failure":
        with pytest.raises(TaskFailed):
            both.wait(UUID)
    assert journal.unfinished() == []


@with_journals
def test_an_error_of_on_created_leaves_the_task_in_the_journal(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(GOOD)

    def fails(task: Task) -> None:
        raise LookupError(task.task_id)

    for _ in range(2):
        with pytest.raises(LookupError):
            both.create(**VALID, once="n", on_created=fails)
    assert [entry.task_id for entry in journal.unfinished()] == [UUID]
    assert server.posts == 1


@with_journals
def test_a_task_of_another_server_is_given_with_a_warning(
    both: Both, journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    with ScriptedServer([GOOD]) as first, ScriptedServer([GOOD]) as second:
        for server in (first, second):
            both.options["base_url"] = server.url
            assert both.create(**VALID, once="n").task_id == UUID
        assert second.posts == 0
        assert re.search(f"was created at {first.url}", caplog.text)


@with_journals
def test_a_task_that_cannot_be_noted_is_given_all_the_same(
    both: Both, serve: Serve, journal: Journal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The video is paid: its id goes to the caller and into the log, and the name stays taken."""
    server = serve(GOOD)

    def fails(*_: object) -> bool:
        raise JournalError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("video_generations_client.journal.table.Table.settle", fails)
        assert both.create(**VALID, once="n").task_id == UUID
    assert f"task {UUID} has started, and could not be noted: the disk is full" in caplog.text
    with pytest.raises(OutcomeUnknown, match="unknown"):
        both.create(**VALID, once="n")
    assert server.posts == 1


def test_a_journal_that_is_gone_after_the_answer_does_not_say_that_nothing_was_sent(
    both: Both, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = tmp_path / "jobs.sqlite"

    def answers(request: httpx.Request) -> httpx.Response:
        journal.unlink()
        return httpx.Response(200, json={"task_id": UUID})

    both.transport = answers
    both.options |= {"base_url": "https://host.example", "journal": journal}
    assert both.create(**VALID, once="n").task_id == UUID
    assert f"task {UUID} has started, and could not be noted: The journal" in caplog.text
    assert "nothing was sent" not in caplog.text
