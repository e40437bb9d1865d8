"""A refusal inside an answer of success, as the spec tells it: refused for the caller, and nothing is paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from video_generations_client import InvalidRequest, OutcomeUnknown, VideoGenerations, check, contract, judgement

from tests.client.answers import came

NOT_WELL = {"type": "object", "required": ["base"], "properties": {"base": {"not": {"const": 0}}}}


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The create of a spec that says which answers of success refuse."""
    create = replace(contract.contract().create, refusals=(NOT_WELL,))
    monkeypatch.setattr(check, "operation", lambda _: create)
    check._refusals.cache_clear()
    yield
    check._refusals.cache_clear()


def answered(body: object) -> VideoGenerations:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    return VideoGenerations("", base_url="http://api.example.com", http_client=httpx.Client(transport=transport))


def test_an_answer_that_the_spec_calls_a_refusal_is_one() -> None:
    with pytest.raises(InvalidRequest) as caught:
        answered({"base": 2013, "said": "no balance"}).create(prompt="p", model="sora-2")
    assert caught.value.status == 200


def test_an_answer_that_the_spec_calls_no_refusal_is_a_success_or_unknown() -> None:
    assert answered({"base": 0, "task_id": "t-1"}).create(prompt="p", model="sora-2").task_id == "t-1"
    with pytest.raises(OutcomeUnknown):
        answered({"said": "well"}).create(prompt="p", model="sora-2")


def test_an_operation_without_a_task_is_refused_by_the_same_words() -> None:
    with pytest.raises(InvalidRequest) as caught:
        judgement.answered(came(200, {"base": 2013}), "create")
    assert str(caught.value) == 'The server answered 200 ({"base": 2013})'
    assert judgement.answered(came(200, {"base": 0}), "create") == {"base": 0}
    with pytest.raises(OutcomeUnknown):
        judgement.answered(came(200, {"base": 2013}, cut="lost"), "create")
