"""What a create has started can be read, grows older, and is forgotten only when there are too many."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.tasks import REMEMBERED, Tasks
from clausewise.spec import BodyValidator, Spec
from tests.mock_server.conftest import CREATE, PLAIN, Ask, asking


def read(ask: Ask, task_id: str) -> Any:
    answer = ask(None, "GET", f"{CREATE}/{task_id}")
    assert answer.status == 200
    return json.loads(answer.body)


def created(ask: Ask) -> str:
    return str(json.loads(ask(PLAIN).body)["task_id"])


def test_at_pace_0_every_read_moves_a_task_on_to_its_end(spec: Spec, ask: Ask) -> None:
    task_id = created(ask)
    operation = spec.operation("getVideoGeneration")
    response = operation.response(200)
    assert response is not None
    records = [read(ask, task_id) for _ in range(4)]
    assert [record["status"] for record in records] == ["NOT_START", "IN_PROGRESS", "SUCCESS", "SUCCESS"]
    assert {record["task_id"] for record in records} == {task_id}
    assert all(BodyValidator(spec, response.schema_location()).is_valid(record) for record in records)


def test_two_reads_at_once_agree(spec: Spec) -> None:
    ask = asking(MockServer(spec, pace=3600))
    task_id = created(ask)
    assert read(ask, task_id) == read(ask, task_id)


def test_a_stage_lasts_from_its_first_read_on() -> None:
    now = [0.0]
    tasks = Tasks(pace=1, clock=lambda: now[0])
    tasks.start("a")
    stages = []
    for moment in (100.0, 100.9, 101.0, 101.9, 102.0, 200.0):
        now[0] = moment
        task = tasks.read("a", stages=3)
        assert task is not None
        stages.append(task.stage)
    assert stages == [0, 0, 1, 1, 2, 2]


def test_the_oldest_task_is_forgotten_first() -> None:
    tasks = Tasks(pace=0)
    for number in range(REMEMBERED + 1):
        tasks.start(str(number))
    assert tasks.read("0", 1) is None
    assert tasks.read("1", 1) is not None


@pytest.mark.parametrize(
    "task_id", ["x", "f0aa213c-c09e-4e19-a0e5-c698fe48acf1", "%F0%9F%98%80", "%ff", "a%2Fb", "%00"]
)
def test_an_unknown_id_is_refused_as_the_spec_shows_it(ask: Ask, task_id: str) -> None:
    answer = ask(None, "GET", f"{CREATE}/{task_id}")
    assert answer.status == 400
    assert json.loads(answer.body)["code"] == "task_not_exist"
