"""The options of a call are checked before anything is sent and paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from video_generations_client import (
    ConfigurationError,
    InvalidRequest,
)

from tests.client.answers import (
    DONE,
)
from tests.client.conftest import Both
from tests.client.scripted_server import ScriptedServer, answer


@pytest.mark.parametrize(
    "option",
    [
        {"interval": -1},
        {"interval": 0},
        {"interval": None},
        {"interval": float("nan")},
        {"wait_timeout": "30"},
        {"wait_timeout": -1},
        {"wait_timeout": float("inf")},
        {"interval": 1e300},
        {"on_progress": 5},
        {"cancel": True},
        {"timeout": "5"},
        {"timeout": 0},
    ],
    ids=str,
)
def test_an_invalid_option_is_refused_before_anything_is_paid(
    both: Both, serve: Callable[..., ScriptedServer], option: dict[str, Any]
) -> None:
    server = serve(answer(200, {"task_id": "t"}), DONE)
    for call in (both.create_and_wait, lambda **options: both.wait("t", **options)):
        with pytest.raises(ConfigurationError, match=f"^{next(iter(option))} must be"):
            call(**({"prompt": "p", "model": "sora-2"} if call == both.create_and_wait else {}), **option)
    assert server.received == []


@pytest.mark.parametrize(
    ("call", "option", "says"),
    [
        ("wait", "intervall", "did you mean 'interval'"),
        ("wait", "clock", "its options are cancel, interval, on_progress, timeout, wait_timeout"),
        ("create", "interval", "its options are check, extra, on_created, once, timeout; a field that the spec"),
        ("create_and_wait", "wait_time", "did you mean 'wait_timeout'"),
    ],
)
def test_an_option_that_the_call_does_not_take_is_refused_before_anything_is_paid(
    both: Both, serve: Callable[..., ScriptedServer], call: str, option: str, says: str
) -> None:
    server = serve(answer(200, {"task_id": "t"}), DONE)
    task: Any = ["t"] if call == "wait" else []
    fields = {} if call == "wait" else {"prompt": "p", "model": "sora-2"}
    with pytest.raises(InvalidRequest, match=says):
        getattr(both, call)(*task, **fields, **{option: 5})
    assert server.received == []


@pytest.mark.parametrize("extra", ["x_level", 5, [("x_level", 5)]])
def test_extra_fields_that_are_no_mapping_are_refused(
    both: Both, serve: Callable[..., ScriptedServer], extra: Any
) -> None:
    server = serve(answer(200, {"task_id": "t"}))
    with pytest.raises(ConfigurationError, match="extra must be a mapping"):
        both.create(prompt="p", model="sora-2", extra=extra)
    assert server.received == []
    assert both.create(prompt="p", model="sora-2", extra=None).task_id == "t"
