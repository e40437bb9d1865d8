"""A plain function is called with the task, before anything else can fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from video_generations_client import ConfigurationError, Task

from tests.client.answers import DONE
from tests.client.conftest import Both, told
from tests.client.scripted_server import ScriptedServer, answer


def test_on_created_is_called_before_the_wait_and_its_error_carries_the_id(
    both: Both, serve: Callable[..., ScriptedServer], caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(answer(200, {"task_id": "paid-2"}), DONE)

    def on_created(task: Task) -> None:
        assert server.gets == 0
        raise LookupError(f"no place for {task.task_id}")

    with pytest.raises(LookupError) as caught:
        both.create_and_wait(prompt="p", model="sora-2", on_created=on_created)
    assert "paid-2" in caught.value.__notes__[0]
    assert "paid-2" in told(caplog)
    assert server.gets == 0


def test_an_interrupt_within_on_created_is_no_reason_to_lose_the_id(
    both: Both, serve: Callable[..., ScriptedServer], caplog: pytest.LogCaptureFixture
) -> None:
    serve(answer(200, {"task_id": "paid-3"}))

    def on_created(task: Task) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        both.create(prompt="p", model="sora-2", on_created=on_created)
    assert "paid-3" in told(caplog)


async def _asynchronous(task: Task) -> None:
    """Nobody would await it."""


@pytest.mark.parametrize("option", ["on_created", "on_progress"])
@pytest.mark.parametrize("given", [5, _asynchronous], ids=["number", "coroutine function"])
def test_a_callback_that_is_no_function_is_refused_before_anything_is_paid(
    both: Both, serve: Callable[..., ScriptedServer], option: str, given: Any
) -> None:
    server = serve(answer(200, {"task_id": "t"}))
    with pytest.raises(ConfigurationError, match=f"{option} must be a plain function"):
        both.create_and_wait(prompt="p", model="sora-2", **{option: given})
    assert server.received == []
