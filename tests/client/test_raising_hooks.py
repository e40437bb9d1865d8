"""Code of the caller's that raises after a create was accepted: nothing is sent again, and no id is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from video_generations_client import (
    AsyncVideoGenerations,
    ConfigurationError,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Retries,
    Task,
    VideoGenerations,
    VideoGenerationsError,
)

from tests.client.answers import GOOD, UUID, VALID
from tests.client.conftest import TRUST, Both
from tests.client.scripted_server import ScriptedServer

AT_ONCE = Retries(wait_initial=0.0)
#: Errors by which a request of this package may be sent again, here those of another one, such as a `get`.
OF_ANOTHER_REQUEST = [
    NotSent("the other server is down"),
    RateLimited("too fast", status=429, retry_after=0.0),
    ConfigurationError("the other client is closed"),
    OutcomeUnknown("another create"),
]


def raises(error: Exception) -> Callable[[object], None]:
    """A function that raises an error."""

    def function(_: object) -> None:
        raise error

    return function


@pytest.mark.parametrize("error", OF_ANOTHER_REQUEST, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("name", ["create", "create_and_wait"])
def test_an_error_of_on_created_sends_nothing_again(
    both: Both, serve: Callable[..., ScriptedServer], error: VideoGenerationsError, name: str
) -> None:
    server = serve(GOOD)
    with pytest.raises(type(error)) as caught:
        getattr(both, name)(**VALID, on_created=raises(error))
    assert server.posts == 1
    assert UUID in str(caught.value.__notes__)
    error.__notes__.clear()


@pytest.mark.parametrize("error", OF_ANOTHER_REQUEST, ids=lambda error: type(error).__name__)
def test_a_name_keeps_its_task_when_on_created_raises(
    both: Both, serve: Callable[..., ScriptedServer], error: VideoGenerationsError, tmp_path: Path
) -> None:
    server = serve(GOOD)
    both.options["journal"] = tmp_path / "jobs.sqlite"
    with pytest.raises(type(error)):
        both.create(**VALID, once="scene", on_created=raises(error))
    told: list[Task] = []
    assert both.create(**VALID, once="scene", on_created=told.append).task_id == UUID
    assert [task.task_id for task in told] == [UUID]
    assert server.posts == 1


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("the metrics are down"),
        httpx.ConnectTimeout("the metrics are down", request=httpx.Request("POST", "http://127.0.0.1:9")),
        NotSent("the other server is down"),
    ],
    ids=["of no request", "of another request", "of this package"],
)
def test_an_error_of_an_event_hook_sends_nothing_again(kind: str, error: Exception) -> None:
    """A hook that reports each answer over a connection that is refused."""

    async def raises_async(response: httpx.Response) -> None:
        raise error

    async def creates_async(url: str) -> None:
        http = httpx.AsyncClient(verify=TRUST, event_hooks={"response": [raises_async]})
        await AsyncVideoGenerations("", base_url=url, http_client=http, retries=AT_ONCE).create(
            prompt="p", model="sora-2"
        )

    def creates(url: str) -> None:
        http = httpx.Client(verify=TRUST, event_hooks={"response": [raises(error)]})
        VideoGenerations("", base_url=url, http_client=http, retries=AT_ONCE).create(prompt="p", model="sora-2")

    with ScriptedServer([GOOD]) as server, pytest.raises(OutcomeUnknown):
        asyncio.run(creates_async(server.url)) if kind == "async" else creates(server.url)
    assert server.posts == 1
