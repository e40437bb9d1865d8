"""A create by its name: at most one request ever leaves, and its task is given again."""

from __future__ import annotations

import contextlib
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import (
    Attempt,
    AuthenticationError,
    ConfigurationError,
    InvalidRequest,
    Journal,
    JournalError,
    JournalMismatch,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Retries,
    Task,
    TaskFailed,
    Timeouts,
    VideoGenerations,
    VideoGenerationsError,
)
from video_generations_client.journal.table import Table

from tests.client.answers import DONE, GOOD, IN_PROGRESS, UUID, VALID, gateway, patience, record, retry_after
from tests.client.conftest import KEY, SPELLINGS, Both
from tests.client.scripted_server import Act, ScriptedServer, answer

Serve = Callable[..., ScriptedServer]


#: Each kind of client with one kind of journal guards every line; the other pairs are for the exhaustive run.
with_journals = pytest.mark.parametrize(
    ("both", "place"),
    [
        ("sync", "file"),
        ("async", "database"),
        pytest.param("sync", "database", marks=pytest.mark.exhaustive),
        pytest.param("async", "file", marks=pytest.mark.exhaustive),
    ],
    indirect=["both"],
)


@pytest.fixture
def journal(request: pytest.FixtureRequest, tmp_path: Path, both: Both, place: str) -> Iterator[Journal]:
    """An empty journal, which the client has too."""
    place = str(tmp_path / "jobs.sqlite") if place == "file" else request.getfixturevalue("database")
    both.options["journal"] = place
    journal = Journal(place)
    yield journal
    journal.close()


@with_journals
def test_a_name_gives_its_task_again(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(GOOD, DONE)
    told: list[Task] = []
    first = both.create(**VALID, once="scene-14", on_created=told.append)
    again = both.create(**VALID, once="scene-14", on_created=told.append)
    assert first.task_id == again.task_id == UUID
    assert [task.task_id for task in told] == [UUID, UUID]
    assert server.posts == 1
    assert both.create(**VALID, once="scene-15") is not None
    assert server.posts == 2


@with_journals
def test_other_fields_by_the_same_name_are_refused_and_shown(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(GOOD)
    both.create(**VALID, images=["a"], once="scene-14")
    with pytest.raises(JournalMismatch) as caught:
        both.create(**{**VALID, "prompt": "A \x1b[2Jkite"}, private=True, once="scene-14")
    assert caught.value.differences == (
        'images: ["a"] before, not given now',
        "private: not given before, true now",
        r'prompt: "A paper boat" before, "A \u001b[2Jkite" now',
    )
    assert caught.value.task_id == UUID
    with pytest.raises(JournalMismatch, match=r"extra: 1 before, true now|seed: 1 before, true now"):
        both.create(**VALID, once="n", extra={"seed": 1}) and both.create(**VALID, once="n", extra={"seed": True})
    assert server.posts == 2


@with_journals
def test_long_texts_are_compared_and_not_kept(both: Both, serve: Serve, journal: Journal) -> None:
    serve(GOOD)
    image = "data:image/png;base64," + "A" * 500_000
    both.create(**VALID, images=[image + "B"], once="n")
    both.create(**VALID, images=[image + "B"], once="n")
    with pytest.raises(JournalMismatch):
        both.create(**VALID, images=[image + "C"], once="n")
    entry = journal.find("n")
    assert entry is not None
    assert len(repr(entry.fields)) < 1000


REFUSALS = [
    (gateway(401, "bad"), AuthenticationError),
    (gateway(400, "invalid_request"), InvalidRequest),
    (answer(429, {"code": "busy"}), RateLimited),
    (retry_after(503, "500"), VideoGenerationsError),
]


@with_journals
@pytest.mark.parametrize(("refusal", "error"), REFUSALS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_refusal_frees_the_name(
    refusal: Act, error: type[Exception], both: Both, serve: Serve, journal: Journal
) -> None:
    server = serve(refusal, GOOD)
    with pytest.raises(error):
        both.create(**VALID, once="n")
    assert journal.entries() == []
    assert both.create(**{**VALID, "prompt": "another"}, once="n").task_id == UUID
    assert server.posts == 2


@with_journals
def test_what_is_not_sent_frees_the_name(both: Both, serve: Serve, journal: Journal) -> None:
    both.options |= {"base_url": "http://127.0.0.1:9", "retries": None}
    with pytest.raises(NotSent):
        both.create(**VALID, once="n")
    with pytest.raises(InvalidRequest):
        both.create(**VALID, duration="25", once="n")
    assert journal.entries() == []


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
def test_a_name_that_is_forgotten_is_free(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(UNKNOWN["crash"], GOOD)
    with pytest.raises(OutcomeUnknown):
        both.create(**VALID, once="n")
    assert journal.forget("n")
    assert not journal.forget("n")
    assert both.create(**VALID, once="n").task_id == UUID
    assert server.posts == 2


@with_journals
def test_resolving_needs_an_entry_that_is_open(both: Both, serve: Serve, journal: Journal) -> None:
    serve(GOOD)
    with pytest.raises(JournalError, match="no entry 'n'"):
        journal.resolve("n", task_id="t")
    both.create(**VALID, once="n")
    journal.resolve("n", task_id=UUID)
    with pytest.raises(JournalError, match="is known"):
        journal.resolve("n", task_id="another")


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


def test_the_key_is_nowhere_and_only_the_owner_reads_the_file(both: Both, serve: Serve, tmp_path: Path) -> None:
    place = tmp_path / "jobs.sqlite"
    place.touch(0o644)
    both.options["journal"] = place
    serve(GOOD)
    both.create(**VALID, notify_hook=f"https://me.example/?key={KEY}", once="n")
    both.create(**VALID, notify_hook=f"https://me.example/?key={KEY}", once="n")
    files = list(tmp_path.iterdir())
    assert place in files
    for file in files:
        content = file.read_bytes().decode("latin-1")
        assert not any(spelling in content for spelling in SPELLINGS)
        assert "Authorization" not in content
        assert file.stat().st_mode & 0o077 == 0


def test_a_name_needs_a_journal_and_a_shape(both: Both, serve: Serve, tmp_path: Path) -> None:
    server = serve(GOOD)
    with pytest.raises(ConfigurationError, match="needs a journal"):
        both.create(**VALID, once="n")
    both.options["journal"] = tmp_path / "jobs.sqlite"
    for name in ("", " n", "n\n", 5, "n" * 201, None):
        with pytest.raises(ConfigurationError, match="once must be a name"):
            both.create(**VALID, once=name)
    for place in (5, "", "mysql://host/db", ":memory:", "postgresql://[host/x"):
        both.options["journal"] = place
        with pytest.raises(ConfigurationError, match="journal"):
            both.create(**VALID)
    assert server.posts == 0


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
def test_a_create_that_is_repeated_is_one_by_its_name(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(retry_after(429, "0"), GOOD)
    both.options["retries"] = Retries(wait_initial=0.0)
    assert both.create(**VALID, once="n").task_id == UUID
    assert server.posts == 2
    assert [entry.state for entry in journal.entries()] == ["started"]


def test_the_password_of_a_database_is_not_shown(both: Both) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    both.options |= {"base_url": "http://127.0.0.1:9", "journal": f"postgresql://me:s3cret@127.0.0.1:{port}/jobs"}
    with pytest.raises(JournalError, match=r"postgresql://127\.0\.0\.1:\d+/jobs cannot be used") as caught:
        both.create(**VALID, once="n")
    assert "s3cret" not in repr(caught.value) + repr(Journal(both.options["journal"]))
    both.options["journal"] = "postgresql://me:s3cret@[host/jobs"
    with pytest.raises(ConfigurationError) as wrong:
        both.create(**VALID)
    assert "s3cret" not in repr(wrong.value)


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


Broken = Callable[[Path], Any]


def _a_text(path: Path) -> None:
    path.write_text("my jobs, line by line\n" * 100, encoding="utf-8")


def _a_folder(path: Path) -> None:
    path.mkdir()


def _damaged(path: Path) -> None:
    journal = Journal(path)
    for number in range(200):
        journal.table.intend(f"name-{number}", '{"prompt": "p"}', "http://h", "o h 1 2", "t", 1.0)
    journal.close()
    content = bytearray(path.read_bytes())
    for at in range(4096, len(content), 4096):
        content[at : at + 64] = os.urandom(64)
    path.write_bytes(content)


def _of_another(path: Path) -> None:
    import sqlite3

    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE video_generations_journal (mine TEXT)")
    db.close()


@pytest.mark.parametrize("breaks", [_a_text, _a_folder, _damaged, _of_another], ids=lambda value: value.__name__)
def test_a_journal_that_is_none_sends_nothing(breaks: Broken, both: Both, serve: Serve, tmp_path: Path) -> None:
    server = serve(GOOD)
    both.options["journal"] = tmp_path / "jobs.sqlite"
    breaks(both.options["journal"])
    with pytest.raises(JournalError, match=r"jobs\.sqlite cannot be used .*nothing was sent") as caught:
        both.create(**VALID, once="n")
    assert "\n" not in str(caught.value)
    assert server.posts == 0


def test_a_journal_in_no_folder_or_removed_meanwhile_sends_nothing(both: Both, serve: Serve, tmp_path: Path) -> None:
    server = serve(GOOD)
    both.options["journal"] = tmp_path / "none" / "jobs.sqlite"
    with pytest.raises(JournalError, match="No such file"):
        both.create(**VALID, once="n")
    held = both.options["journal"] = Journal(tmp_path / "jobs.sqlite")
    both.create(**VALID, once="n")
    (tmp_path / "jobs.sqlite").unlink()
    with pytest.raises(JournalError, match="removed or replaced"):
        both.create(**VALID, once="m")
    assert server.posts == 1
    held.close()


def test_a_journal_that_is_locked_sends_nothing(
    both: Both, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    monkeypatch.setattr("video_generations_client.journal.sqlite_file.PATIENCE", 0.2)
    server = serve(GOOD)
    path = both.options["journal"] = tmp_path / "jobs.sqlite"
    Journal(path).entries()
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError, match="locked"):
        both.create(**VALID, once="n")
    lock.execute("ROLLBACK")
    lock.close()
    assert server.posts == 0
    assert both.create(**VALID, once="n").task_id == UUID


def test_a_database_that_waits_for_no_disk_is_asked_to(database: str) -> None:
    import psycopg

    with psycopg.connect(database, autocommit=True) as other:
        other.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = off")
        try:
            journal = Journal(database)
            journal.entries()
            (held,) = journal._database._processes.values()  # type: ignore[attr-defined]  # of PostgreSQL
            assert held.db.execute("SHOW synchronous_commit").fetchone() == ("on",)
            journal.close()
        finally:
            other.execute("ALTER ROLE CURRENT_USER RESET synchronous_commit")


def test_a_connection_to_the_database_that_breaks_is_made_anew(both: Both, serve: Serve, database: str) -> None:
    import psycopg

    server = serve(GOOD)
    journal = both.options["journal"] = Journal(database)
    journal.forget("before")
    with psycopg.connect(database, autocommit=True) as other:
        others = "application_name = 'video_generations_journal'"
        other.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608 - a constant
    journal.forget("broken")
    both.create(**VALID, once="broken")
    assert both.create(**VALID, once="broken").task_id == UUID
    assert server.posts == 1
    journal.close()


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


@with_journals
def test_the_same_fields_said_otherwise_are_the_same(both: Both, serve: Serve, journal: Journal) -> None:
    server = serve(GOOD)
    both.create(model="sora-2", prompt="p", images=["a"], hd=None, once="n")
    both.create(prompt="p", images=("a",), model="sora-2", once="n")
    both.create(prompt="p", model="sora-2", extra={"images": ["a"]}, once="n", check=False)
    assert server.posts == 1


@pytest.mark.parametrize("survives", [False, True])
def test_an_intent_is_on_the_disk_before_it_leaves_and_an_outcome_if_wished(
    serve: Serve,
    tmp_path: Path,
    both: Both,
    survives: bool,  # noqa: FBT001 - a row of the table
) -> None:
    serve(GOOD)
    journal = both.options["journal"] = Journal(tmp_path / "jobs.sqlite", survives_power_loss=survives)
    journal.entries()
    (held,) = journal._database._processes.values()  # type: ignore[attr-defined]  # of a file
    found: list[tuple[str, int]] = []

    def look(statement: str) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            held.db.set_trace_callback(None)
            found.append((statement[:6], held.db.execute("PRAGMA synchronous").fetchone()[0]))
            held.db.set_trace_callback(look)

    for name in ("n", "m"):
        held.db.set_trace_callback(look)
        both.create(**VALID, once=name)
    full, normal = 2, 1  # as SQLite counts them
    assert found == [("INSERT", full), ("UPDATE", full if survives else normal)] * 2
    journal.close()


@with_journals
def test_clients_with_other_options_have_the_same_journal(serve: Serve, journal: Journal, both: Both) -> None:
    server = serve(GOOD)
    with VideoGenerations("", base_url=server.url, journal=journal) as videos:
        videos.with_options(timeout=5).create(prompt="p", model="sora-2", once="n")
        videos.create(prompt="p", model="sora-2", once="n")
    assert server.posts == 1


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
