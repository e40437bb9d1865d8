"""A task that a create has started can be read, grows older, and is forgotten only when there are too many."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from clausewise.mock_server.clock import unix_time
from clausewise.mock_server.tasks import REMEMBERED, Task, TasksInMemory
from clausewise.spec import BodyValidator, Spec
from tests.clock import Clock
from tests.mock_server.conftest import CREATE, PLAIN, Ask


def read(ask: Ask, task_id: str) -> Any:
    answer = ask(None, "GET", f"{CREATE}/{task_id}")
    assert answer.status == 200
    return json.loads(answer.body)


def created(ask: Ask) -> str:
    return str(json.loads(ask(PLAIN).body)["task_id"])


def test_a_task_lives_by_the_clock_and_every_record_is_one_of_the_spec(spec: Spec, timed: Ask, clock: Clock) -> None:
    task_id = created(timed)
    response = spec.operation("getVideoGeneration").response(200)
    assert response is not None
    validator = BodyValidator(spec, response.schema_location())
    seen = []
    for _ in range(5):
        record = read(timed, task_id)
        assert validator.is_valid(record)
        assert record["task_id"] == task_id
        seen.append([record[key] for key in ("status", "progress", "submit_time", "start_time", "finish_time")])
        clock.now += 5
    start = 1_760_000_000
    assert seen == [
        ["NOT_START", "0%", start, 0, 0],
        ["NOT_START", "0%", start, 0, 0],
        ["IN_PROGRESS", "1%", start, start + 10, 0],
        ["IN_PROGRESS", "50%", start, start + 10, 0],
        ["SUCCESS", "100%", start, start + 10, start + 20],
    ]


def test_any_number_of_readers_see_the_same(timed: Ask, clock: Clock) -> None:
    task_id = created(timed)
    for _ in range(4):
        records = [read(timed, task_id) for _ in range(20)]
        assert all(record == records[0] for record in records)
        clock.now += 7


def test_the_record_of_an_ended_task_does_not_change(timed: Ask, clock: Clock) -> None:
    task_id = created(timed)
    clock.now += 20
    record = read(timed, task_id)
    clock.now += 100_000
    assert read(timed, task_id) == record


def test_at_pace_0_a_task_has_ended_at_once(ask: Ask) -> None:
    assert read(ask, created(ask))["status"] == "SUCCESS"


def test_the_clock_does_not_go_back_with_that_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = unix_time()
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert unix_time() >= before
    assert abs(before - datetime.now(UTC).timestamp()) < 5


def test_the_oldest_task_is_forgotten_first() -> None:
    tasks = TasksInMemory()
    for number in range(REMEMBERED + 1):
        tasks.add(Task(str(number), created=0))
    assert tasks.find("0") is None
    assert tasks.find("1") is not None


@pytest.mark.parametrize(
    "task_id", ["x", "f0aa213c-c09e-4e19-a0e5-c698fe48acf1", "%F0%9F%98%80", "%ff", "a%2Fb", "%00"]
)
def test_an_unknown_id_is_refused_as_the_spec_shows_it(ask: Ask, task_id: str) -> None:
    answer = ask(None, "GET", f"{CREATE}/{task_id}")
    assert answer.status == 400
    assert json.loads(answer.body)["code"] == "task_not_exist"
