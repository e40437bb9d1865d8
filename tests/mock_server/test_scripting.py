"""A test orders the answer or the life that it needs, by Prefer or by words in a text of the request."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer
from clausewise.mock_server.faults import UnknownNameError
from clausewise.mock_server.faults.several import HiddenError, together
from clausewise.mock_server.life import LIVES
from clausewise.spec import Spec
from tests.clock import Clock
from tests.mock_server.conftest import CREATE, PLAIN, Ask, asking


def created(ask: Ask, life: str) -> str:
    answer = ask(PLAIN, prefer=f"life={life}")
    assert answer.status == 200, answer.body
    assert answer.header(b"preference-applied") == f"life={life}".encode()
    return str(json.loads(answer.body)["task_id"])


def read(ask: Ask, task_id: str, **headers: str) -> Answer:
    return ask(None, "GET", f"{CREATE}/{task_id}", **headers)


def statuses(ask: Ask, clock: Clock, life: str, times: int = 4) -> list[str]:
    """The status of a task with that life, every 10 seconds."""
    task_id = created(ask, life)
    seen = []
    for _ in range(times):
        answer = read(ask, task_id)
        record = json.loads(answer.body)
        seen.append(record.get("status", "refused") if "data" in record and "code" not in record else "other")
        clock.now += 10
    return seen


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        ("failed", ["NOT_START", "IN_PROGRESS", "FAILURE", "FAILURE"]),
        ("stuck", ["NOT_START", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS"]),
        ("slow", ["NOT_START"] * 4),
        ("instant", ["SUCCESS"] * 4),
        ("instant+failed", ["FAILURE"] * 4),
        ("unknown-status", ["PAUSED_BY_THE_MOCK_SERVER"] * 2 + ["SUCCESS"] * 2),
        ("wrapped", ["other"] * 4),
        ("forgotten", ["NOT_START", "IN_PROGRESS", "other", "other"]),
        ("completed", ["NOT_START", "IN_PROGRESS", "completed", "completed"]),
        ("Cancelled", ["NOT_START", "IN_PROGRESS", "Cancelled", "Cancelled"]),
        ("FAILED+instant", ["FAILED"] * 4),
        ("inProgress", ["NOT_START", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS"]),
    ],
)
def test_a_task_lives_as_it_was_told(timed: Ask, clock: Clock, life: str, expected: list[str]) -> None:
    assert statuses(timed, clock, life) == expected


def test_a_failure_has_a_reason_and_no_video(timed: Ask, clock: Clock) -> None:
    task_id = created(timed, "failed")
    clock.now += 20
    record = json.loads(read(timed, task_id).body)
    assert record["fail_reason"]
    assert record["data"] is None
    assert record["finish_time"] == int(clock.now)


def test_a_wrapped_record_is_the_record_in_an_envelope(timed: Ask, clock: Clock) -> None:
    task_id = created(timed, "wrapped")
    clock.now += 20
    envelope = json.loads(read(timed, task_id).body)
    assert envelope["code"] == "success"
    assert (envelope["data"]["task_id"], envelope["data"]["status"]) == (task_id, "SUCCESS")


@pytest.mark.parametrize("life", LIVES)
def test_every_life_can_be_told_in_the_prompt(ask: Ask, life: str) -> None:
    answer = ask(PLAIN | {"prompt": f"A boat. [mock life={life}]"})
    assert answer.status == 200
    assert answer.header(b"preference-applied") == f"life={life}".encode()


@pytest.mark.parametrize(
    ("prompt", "status", "delay"),
    [
        ("[mock code=429]", 429, 0),
        ("A boat\n[mock code=503; wait=2.5] drifts", 503, 2.5),
        ("[mock wait=1]", 200, 1),
        ("[mock nothing=7]", 200, 0),
        ("[mock ]", 200, 0),
        ("[mocking code=429]", 200, 0),
        ("[mock code=429", 200, 0),
        ("[mock code=777]", 400, 0),
        ("[mock wait=99999]", 400, 0),
        ("[mock wait=soon]", 400, 0),
        ("[mock life=merry]", 400, 0),
        ("[mock example=none]", 400, 0),
    ],
)
def test_words_in_the_prompt_order_the_answer(ask: Ask, prompt: str, status: int, delay: float) -> None:
    answer = ask(PLAIN | {"prompt": prompt})
    assert (answer.status, answer.delay) == (status, delay)


def test_the_header_wins_over_the_words(ask: Ask) -> None:
    assert ask(PLAIN | {"prompt": "[mock code=503]"}, prefer="code=429").status == 429


@pytest.mark.parametrize(
    "prefer", ["respond-async", "return=minimal", "dynamic=true", "", "=", ";;,,", "handling=strict"]
)
def test_other_preferences_are_passed_over(ask: Ask, prefer: str) -> None:
    answer = ask(PLAIN, prefer=prefer)
    assert answer.status == 200
    assert answer.header(b"preference-applied") is None


def test_an_example_of_a_record_has_the_id_that_was_asked_for(ask: Ask) -> None:
    task_id = created(ask, "stuck")
    record = json.loads(read(ask, task_id, prefer="example=failed").body)
    assert (record["task_id"], record["status"]) == (task_id, "FAILURE")
    assert json.loads(read(ask, "any", prefer="example=failed").body)["task_id"] == "any"


def test_an_ordered_acceptance_starts_a_task(ask: Ask) -> None:
    ids = [json.loads(ask(PLAIN, prefer="example=accepted").body)["task_id"] for _ in range(2)]
    assert len(set(ids)) == 2
    assert json.loads(read(ask, ids[0]).body)["task_id"] == ids[0]


def test_an_ordered_refusal_is_not_counted_as_accepted(server: MockServer) -> None:
    ask = asking(server)
    ask(PLAIN, prefer="code=500")
    ask(PLAIN, prefer="life=merry")
    assert server.accepted == 0
    ask(PLAIN, prefer="code=200")
    assert server.accepted == 1


def test_several_faults_and_variants_show_at_once(spec: Spec) -> None:
    changes = together(spec, ["task-id-missing", "crash-portrait"], ["errors-gateway-shape"])
    ask = asking(MockServer(spec, changes=changes))
    assert "task_id" not in json.loads(ask(PLAIN).body)
    assert ask(PLAIN | {"aspect_ratio": "9:16"}).status == 500
    assert "error" in json.loads(ask({}).body)


@pytest.mark.parametrize(
    "given",
    [
        {"fault": ["task-id-missing", "task-id-null"]},
        {"fault": ["task-id-of-model", "task-id-missing"]},
        {"fault": ["key-wrong-accepted"], "variant": ["key-403"]},
        {"fault": ["life-finished-later"], "variant": ["records-enveloped"]},
        {"fault": ["overlap-answers-swapped", "overlap-records-swapped"]},
    ],
)
def test_what_would_hide_another_is_refused(spec: Spec, given: dict[str, Any]) -> None:
    with pytest.raises(HiddenError, match=r"does not show beside|cannot be had at once") as refused:
        together(spec, **given)
    assert str(refused.value).isprintable()


def test_a_fault_of_records_goes_with_a_wrapped_life(spec: Spec) -> None:
    ask = asking(MockServer(spec, pace=0, changes=together(spec, "life-link-moves")))
    record = json.loads(read(ask, created(ask, "wrapped")).body)
    assert record["data"]["status"] == "SUCCESS"


def test_the_same_name_twice_is_one_and_an_unknown_one_is_refused(spec: Spec) -> None:
    assert len(together(spec, ["task-id-missing", "task-id-missing"])) == 1
    with pytest.raises(UnknownNameError, match="did you mean"):
        together(spec, ["task-id-missing", "task-id-nul"])
