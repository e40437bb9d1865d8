"""A request that breaks the spec is refused before it is sent and paid; a field that is left out is not sent."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from video_generations_client import NOT_GIVEN, InvalidRequest, RequestWarning

from tests.client.conftest import Both
from tests.client.scripted_server import ScriptedServer, answer

GOOD = answer(200, {"task_id": "t"})


@pytest.mark.parametrize(
    ("arguments", "field", "clause", "allowed"),
    [
        ({"model": "sora-2"}, "prompt", "prompt-required", "required and missing"),
        ({"prompt": "p"}, "model", "model-required", "required and missing"),
        ({"prompt": "p", "model": "sora-3"}, "model", "model-enum", '"sora-2", "sora-2-pro"'),
        ({"prompt": "p", "model": "sora-2", "duration": 10}, "duration", "duration-enum", '"10", "15", "25"'),
        ({"prompt": "p", "model": "sora-2", "duration": "25"}, "model, duration", "duration-25-needs-pro", "pro only"),
        ({"prompt": "p", "model": "sora-2", "hd": True}, "model, hd", "hd-needs-pro", "sora-2-pro only"),
        ({"prompt": "p", "model": "sora-2", "hd": 1}, "hd", "hd-type", "boolean"),
        ({"prompt": "p", "model": "sora-2", "images": "https://x.example/1.png"}, "images", "images", "array"),
        ({"prompt": "p", "model": "sora-2", "images": ["a", 2]}, "images.1", "images", "string"),
        ({"prompt": "p", "model": "sora-2", "aspect_ratio": "16x9"}, "aspect_ratio", "aspect-ratio-enum", '"9:16"'),
        (
            {"prompt": "p", "model": "sora-2", "character_timestamps": "1-3"},
            "character_timestamps",
            "character-timestamps",
            "{start},{end}",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_broken_clause_is_named_and_nothing_is_sent(
    both: Both, serve: Callable[..., ScriptedServer], arguments: dict[str, Any], field: str, clause: str, allowed: str
) -> None:
    server = serve(GOOD)
    with pytest.raises(InvalidRequest, match="was not sent") as caught:
        both.create(**arguments)
    found = {(problem.field, problem.clause) for problem in caught.value.problems}
    assert (field, clause) in found
    assert allowed in str(caught.value)
    assert caught.value.status is None
    assert isinstance(caught.value, ValueError)
    assert server.received == []


def test_every_problem_is_named_at_once(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(GOOD)
    with pytest.raises(InvalidRequest) as caught:
        both.create(model="sora-2", hd=True, duration="25", watermark="no", prompt="p")
    clauses = {problem.clause for problem in caught.value.problems}
    assert clauses == {"hd-needs-pro", "duration-25-needs-pro", "watermark"}


def test_a_misspelt_argument_is_refused_with_a_hint(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    """A server would ignore it in silence, and the video would be a wrong one."""
    server = serve(GOOD)
    with pytest.raises(InvalidRequest, match="did you mean 'duration'"):
        both.create(prompt="p", model="sora-2", duratoin="15")
    with pytest.raises(InvalidRequest, match="goes into `extra`"):
        both.create(prompt="p", model="sora-2", zz_unknown=5, check=False)
    assert server.received == []


def test_what_is_not_said_is_not_sent(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    both.create(prompt="p", model="sora-2", hd=NOT_GIVEN, private=True)
    assert server.received[0].json == {"prompt": "p", "model": "sora-2", "private": True}


def test_values_reach_the_server_as_they_were_given(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    body = {
        "prompt": "Shot 1:\nduration: 7.5sec\n角色 \U0001f3ac “quoted” \\ @{character1Username}",
        "model": "sora-2-pro",
        "images": ["https://x.example/1.png", "data:image/png;base64,iVBORw0KGgo=", ""],
        "aspect_ratio": "9:16",
        "hd": False,
        "duration": "15",
        "notify_hook": "https://hooks.example.com/?a=b&c=d",
        "watermark": False,
        "private": False,
        "character_url": "https://x.example/c.mp4",
        "character_timestamps": "1.5,3.2",
    }
    before = copy.deepcopy(body)
    both.create(**body)
    assert server.received[0].json == body == before
    assert server.received[0].headers["content-type"] == "application/json"


def test_check_false_sends_what_the_spec_does_not_take(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    both.create(prompt="p", model="sora-3", duration="25", check=False, extra={"zz_unknown": 5})
    assert server.received[0].json == {"prompt": "p", "model": "sora-3", "duration": "25", "zz_unknown": 5}


def test_check_none_is_not_given(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    with pytest.raises(InvalidRequest):
        both.create(prompt="p", model="sora-3", check=None)
    assert server.received == []


def test_extra_fields_are_sent_and_checked_with_the_rest(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    both.create(prompt="p", model="sora-2", extra={"zz_unknown": 5})
    assert server.received[0].json == {"prompt": "p", "model": "sora-2", "zz_unknown": 5}
    with pytest.raises(InvalidRequest, match="hd-needs-pro"):
        both.create(prompt="p", model="sora-2", extra={"hd": True})
    assert server.posts == 1


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes", "\ud800"])
def test_what_cannot_be_written_as_json_is_not_sent(
    both: Both, serve: Callable[..., ScriptedServer], value: Any
) -> None:
    server = serve(GOOD)
    with pytest.raises(InvalidRequest, match="cannot be written as JSON"):
        both.create(prompt="p", model="sora-2", extra={"more": value})
    assert server.received == []


def test_a_field_without_effect_is_warned_about_at_the_caller(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    with pytest.warns(RequestWarning, match="no effect on a video of 25 seconds") as caught:
        both.create(prompt="p", model="sora-2-pro", hd=True, duration="25")
    assert server.posts == 1
    assert caught[0].filename.endswith("conftest.py"), "the line that called create"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        both.create(prompt="p", model="sora-2-pro", hd=True, duration="15")
