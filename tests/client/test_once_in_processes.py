"""Names that several processes and tasks use at once, and programs that end between the intent and the answer."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from video_generations_client import (
    CreateUnderWay,
    Journal,
    JournalError,
    OutcomeUnknown,
    Timeouts,
    VideoGenerations,
)
from video_generations_client.journal import owner

from tests.client.children import Child, created_by_name
from tests.client.nonce_server import NonceServer
from tests.client.scripted_server import Act, ScriptedServer


def _start(url: str, journal: Path) -> Child:
    return Child(lambda: created_by_name(url, journal))


@pytest.fixture
def silent() -> Iterator[ScriptedServer]:
    with ScriptedServer([Act(then="hang")]) as server:
        yield server


def _until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_of_four_processes_one_sends_and_the_others_wait_for_it(tmp_path: Path) -> None:
    with NonceServer(slow=0.3) as server:
        programs = [_start(server.url, tmp_path / "jobs.sqlite") for _ in range(4)]
        assert [program.said() for program in programs] == ["task-1-of-n"] * 4


def test_of_a_process_that_was_killed_the_outcome_is_unknown(silent: ScriptedServer, tmp_path: Path) -> None:
    place = tmp_path / "jobs.sqlite"
    program = _start(silent.url, place)
    _until(lambda: silent.posts)
    journal = Journal(place)
    with pytest.raises(JournalError, match="under way, and cannot be forgotten"):
        journal.forget("n")
    assert journal.unknown() == []
    program.kill()
    _until(lambda: journal.unknown())  # also while nobody has looked after the dead process
    program.said()
    with VideoGenerations("", base_url=silent.url, journal=journal) as videos:
        with pytest.raises(OutcomeUnknown, match=r"journal\.resolve\('n', task_id=…\)") as caught:
            videos.create(prompt="n", model="sora-2", once="n")
        assert not isinstance(caught.value, CreateUnderWay)
        videos.journal.resolve("n", task_id="t-found")
        assert videos.create(prompt="n", model="sora-2", once="n").task_id == "t-found"
    assert silent.posts == 1
    journal.close()


def test_one_that_takes_too_long_is_told_to_be_under_way(silent: ScriptedServer, tmp_path: Path) -> None:
    place = tmp_path / "jobs.sqlite"
    program = _start(silent.url, place)
    _until(lambda: silent.posts)
    with VideoGenerations("", base_url=silent.url, journal=place) as videos, pytest.raises(CreateUnderWay):
        videos.create(prompt="n", model="sora-2", once="n", timeout=Timeouts(0.1, 0.1, 0.1))
    program.kill()
    program.said()
    assert silent.posts == 1


def test_a_create_that_is_overdue_is_unknown_whoever_sends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender is on another machine, whose processes nobody here can see."""
    journal = Journal(tmp_path / "jobs.sqlite")
    journal.table.intend(
        "n", '{"prompt": "n", "model": "sora-2"}', "http://127.0.0.1:9", "another/machine boot 1 77 5", "token", 0.3
    )
    with VideoGenerations("", base_url="http://127.0.0.1:9", journal=journal) as videos:
        with pytest.raises(CreateUnderWay):
            videos.create(prompt="n", model="sora-2", once="n", timeout=Timeouts(0.01, 0.01, 0.01))
        time.sleep(0.3)
        with pytest.raises(OutcomeUnknown, match="its outcome is unknown"):
            videos.create(prompt="n", model="sora-2", once="n")
    journal.close()


def test_a_process_is_known_by_its_start_and_not_by_its_id_alone() -> None:
    me = owner.this_owner()
    machine, pid, start = me.rsplit(" ", 2)
    host, boot, namespace = machine.split(" ")
    assert not owner.has_gone(me)
    assert owner.has_gone(f"{machine} {pid} {int(start) - 1}")
    assert owner.has_gone(f"{machine} 4194304 1")
    assert owner.has_gone(f"{host} another-boot {namespace} {pid} {start}")
    assert not owner.has_gone(f"{host} {boot} 1 {pid} 1")
    assert not owner.has_gone(f"{machine} {pid} ?"), "it did not know its start"
    assert not owner.has_gone(f"elsewhere {boot} {namespace} {pid} 1")


def test_a_child_of_a_fork_writes_over_a_connection_of_its_own(tmp_path: Path) -> None:
    with NonceServer() as server, VideoGenerations("", base_url=server.url, journal=tmp_path / "j") as videos:
        videos.create(prompt="parent", model="sora-2", once="parent")

        def creates() -> str:
            names = [f"child-{number}" for number in range(20)]
            made = [videos.create(prompt=name, model="sora-2", once=name).task_id for name in names]
            connections = videos.journal._database._processes.values()  # type: ignore[attr-defined]  # of a file
            assert len({id(held.db) for held in connections}) == 2, "that of the parent is in use"
            return str(all(task.endswith(name) for task, name in zip(made, names, strict=True)))

        child = Child(creates)
        names = [f"parent-{number}" for number in range(20)]
        for name in names:
            videos.create(prompt=name, model="sora-2", once=name)
        assert child.said() == "True"
        assert len(videos.journal.unfinished()) == 41
        assert videos.create(prompt="child-7", model="sora-2", once="child-7").task_id.endswith("child-7")
        assert len(server.made) == 41


def test_an_interruption_by_the_keyboard_keeps_the_name(
    silent: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_generations_client.signals.GRACE", 0.2)  # of the forked programs, too
    place = tmp_path / "jobs.sqlite"
    program = _start(silent.url, place)
    _until(lambda: silent.posts)
    program.kill(signal.SIGINT)
    assert program.said() == ""
    journal = Journal(place)
    assert [(entry.name, entry.state) for entry in journal.unknown()] == [("n", "unknown")]
    journal.close()
    assert _start(silent.url, place).said() == "OutcomeUnknown"
    assert silent.posts == 1
