"""Tasks in a file: every id that a client saw is there after the hardest end, and hooks are called all the same."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
import requests

from clausewise.cli import mock as serve_mock
from clausewise.mock_server import MockServer, running
from clausewise.mock_server.store import StoreError, TaskStore
from clausewise.mock_server.tasks import Task
from clausewise.spec import Spec
from clausewise.spec.tasks import AskedVideo
from tests.mock_server.conftest import CREATE, PLAIN, asking
from tests.mock_server.hook_receiver import create, receiver, until
from tests.mock_server.mock_process import served

ASKED = AskedVideo(ratio=(9, 16), seconds=15.0, hd=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tasks.sqlite"


@pytest.mark.parametrize("task_id", ["a/b", "sora-2:task_1", 7, "\ud800", "", "💡"])
def test_a_task_is_read_as_it_was_written(path: Path, task_id: object) -> None:
    task = Task(
        task_id, 5.5, "read", pace=2, life=("failed",), base_url="http://h", asked=ASKED, hook="http://127.0.0.1/"
    )
    TaskStore(path).add(task)
    found = TaskStore(path, clock=lambda: 9.0).find(str(task_id))
    assert found is not None
    assert (found.now, found.age) == (9.0, 3.5)
    assert [getattr(found, name) for name in ("id", "created", "reader", "life", "asked", "hook")] == [
        getattr(task, name) for name in ("id", "created", "reader", "life", "asked", "hook")
    ]


def test_a_task_goes_on_where_another_process_has_left_it(spec: Spec, path: Path) -> None:
    now = [1_760_000_000.0]
    first = asking(MockServer(spec, pace=10, tasks=TaskStore(path, lambda: now[0])))
    task = first(PLAIN).body.decode().split('"')[3]
    now[0] += 15
    second = asking(MockServer(spec, pace=999, tasks=TaskStore(path, lambda: now[0])))
    assert b'"IN_PROGRESS"' in second(None, "GET", f"{CREATE}/{task}").body


def test_numbers_are_given_once(path: Path) -> None:
    stores = [TaskStore(path) for _ in range(3)]
    numbers = [store.number() for _ in range(5) for store in stores]
    assert len(set(numbers)) == 15


def test_every_id_that_a_client_saw_is_there_after_kill_9_under_load(path: Path) -> None:
    seen: list[str] = []

    def load(url: str) -> None:
        with requests.Session() as session:
            try:
                while True:
                    seen.append(session.post(url + CREATE, json=PLAIN, timeout=5).json()["task_id"])
            except (requests.RequestException, ValueError):
                return  # the server was killed

    for _ in range(3):
        with served("--port", "0", "--store", str(path)) as (process, url):
            threads = [threading.Thread(target=load, args=(url,)) for _ in range(3)]
            for thread in threads:
                thread.start()
            before = len(seen)
            until(lambda before=before: len(seen) > before + 50)  # type: ignore[misc]  # a default binds the loop's value
            process.kill()
            for thread in threads:
                thread.join(10)
    assert len(seen) == len(set(seen)) > 150
    store = TaskStore(path)
    assert [task for task in seen if store.find(task) is None] == []
    with served("--port", "0", "--store", str(path)) as (_, url):
        for task in (seen[0], seen[-1]):
            assert requests.get(f"{url}{CREATE}/{task}", timeout=5).json()["task_id"] == task


def test_a_hook_that_a_killed_process_owed_is_called_by_the_next(path: Path) -> None:
    with receiver() as (where, calls):
        with served("--port", "0", "--store", str(path), "--pace", "0.5") as (process, url):
            task = create(url, where)
            process.kill()
            process.wait(10)
        assert calls == []
        for _ in range(2):
            with served("--port", "0", "--store", str(path)):
                until(lambda: bool(calls))
                time.sleep(0.2)
        assert [body["task_id"] for _, _, _, body in calls] == [task]


def test_the_hooks_of_a_running_process_are_left_to_it(path: Path) -> None:
    store = TaskStore(path)
    store.add(Task("mine", 0.0, hook="http://127.0.0.1/"))
    store.add(Task("other", 0.0, hook="http://127.0.0.1/"))
    store.add(Task("settled", 0.0, hook="http://127.0.0.1/"))
    store.add(Task("without", 0.0))
    store.settle("settled")
    with sqlite3.connect(path) as file:
        file.execute("UPDATE tasks SET caller = 1 WHERE id = 'other'")  # the first process of a machine runs
    assert [task.id for task in store.resume()] == ["mine"]
    with sqlite3.connect(path) as file:
        file.execute("UPDATE tasks SET caller = 4194999 WHERE id = 'other'")  # beyond the highest number of a process
    assert {task.id for task in store.resume()} == {"mine", "other"}


def test_lines_and_values_are_shared_and_bounded(path: Path) -> None:
    one, other = TaskStore(path), TaskStore(path)
    for number in range(30):
        (one, other)[number % 2].log("a", [{"n": number}], keep=10)
    one.log("b", [1], keep=10)
    assert [line["n"] for line in other.logged("a")] == list(range(20, 30))
    assert one.logged("b") == [1]
    assert one.shared("x") is None
    other.share("x", {"y": [1]})
    assert one.shared("x") == {"y": [1]}


@pytest.mark.parametrize("content", [b"this is no database, but a text that is long enough" * 30, b""])
def test_a_file_that_is_no_store_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    if not content:  # an empty file becomes one
        assert TaskStore(path).find("x") is None
        return
    assert serve_mock.main(["--store", str(path), "--port", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert path.read_bytes() == content


def test_another_database_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE mine (a)")
    with pytest.raises(StoreError, match="give another"):
        TaskStore(path)
    with pytest.raises(StoreError, match="unable to open"):
        TaskStore(tmp_path / "none" / "x.sqlite")


def test_a_create_that_cannot_be_kept_is_refused_and_not_counted(spec: Spec, path: Path) -> None:
    store = TaskStore(path)
    server = MockServer(spec, tasks=store)
    with running(server) as url:
        assert requests.post(url + CREATE, json=PLAIN, timeout=5).status_code == 200
        with sqlite3.connect(path) as file:
            file.execute("DROP TABLE tasks")
        answer = requests.post(url + CREATE, json=PLAIN, timeout=5)
        assert answer.status_code == 503
        assert "--store" in answer.json()["error"]["message"]
    assert server.accepted == 1
