"""The evidence that a create never left: its body was not taken, whatever the error is called."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from video_generations_client import AsyncVideoGenerations, NotSent, OutcomeUnknown, Retries, VideoGenerations

from tests.client.answers import GOOD
from tests.client.conftest import TRUST
from tests.client.scripted_server import Act, ScriptedServer
from tests.client.transports import Function

AT_ONCE = Retries(wait_initial=0.0)
BODY: dict[str, Any] = {"prompt": "p", "model": "sora-2"}
#: Errors that say that there was no connection.
UNCONNECTED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
#: Ways in which a transport can come by the body.
TAKEN: dict[str, Callable[[httpx.Request], object]] = {
    "content": lambda request: request.content,
    "read": lambda request: request.read(),
    "read later": lambda request: asyncio.run(request.aread()),
    "streamed": lambda request: list(request.stream),  # type: ignore[arg-type]  # of either kind
    "of a copy": lambda request: copy.copy(request).content,
    "of a whole copy": lambda request: copy.deepcopy(request).content,
}


@pytest.mark.parametrize("taken", TAKEN.values(), ids=TAKEN)
@pytest.mark.parametrize("kind", UNCONNECTED, ids=lambda kind: kind.__name__)
def test_a_create_whose_body_was_taken_is_not_sent_again(
    taken: Callable[[httpx.Request], object], kind: type[httpx.TransportError]
) -> None:
    sent = []

    def transport(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        taken(request)
        raise kind("of the transport's own", request=request)

    with httpx.Client(transport=Function(transport), verify=TRUST) as http:
        client = VideoGenerations("", base_url="http://127.0.0.1:9", http_client=http, retries=AT_ONCE)
        with pytest.raises(OutcomeUnknown):
            client.create(**BODY)
    assert len(sent) == 1


class FailsAfter(httpx.HTTPTransport):
    """Raises an error once the answer is there."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, and raise."""
        super().handle_request(request).read()
        raise httpx.ConnectError("the other end of a tunnel", request=request)


class FailsAfterAsync(httpx.AsyncHTTPTransport):
    """The same, awaited."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, and raise."""
        await (await super().handle_async_request(request)).aread()
        raise httpx.ConnectError("the other end of a tunnel", request=request)


def creates(url: str) -> None:
    """Create by a client whose transport fails after the answer."""
    with httpx.Client(transport=FailsAfter(verify=TRUST)) as http:
        VideoGenerations("", base_url=url, http_client=http, retries=AT_ONCE).create(**BODY)


async def creates_async(url: str) -> None:
    """The same, awaited."""
    async with httpx.AsyncClient(transport=FailsAfterAsync(verify=TRUST)) as http:
        await AsyncVideoGenerations("", base_url=url, http_client=http, retries=AT_ONCE).create(**BODY)


@pytest.mark.parametrize("create", [creates, lambda url: asyncio.run(creates_async(url))], ids=["sync", "async"])
def test_an_error_of_a_transport_after_the_answer_sends_nothing_again(create: Callable[[str], None]) -> None:
    with ScriptedServer([GOOD]) as server:
        with pytest.raises(OutcomeUnknown):
            create(server.url)
        assert server.posts == 1


def test_a_hook_that_reads_a_request_changes_nothing_of_it() -> None:
    """The body is there for hooks as ever; it leaves as it is."""
    seen: list[bytes] = []
    hooks: dict[str, list[Any]] = {"request": [lambda request: seen.append(request.content)]}
    with ScriptedServer([GOOD]) as server, httpx.Client(verify=TRUST, event_hooks=hooks) as http:
        VideoGenerations("", base_url=server.url, http_client=http).create(**BODY)
    assert [request.body for request in server.received] == seen == [b'{"prompt":"p","model":"sora-2"}']


CREATES: dict[str, Callable[..., object]] = {
    "sync": lambda **options: VideoGenerations(**options).create(**BODY),
    "async": lambda **options: asyncio.run(AsyncVideoGenerations(**options).create(**BODY)),
}


@pytest.mark.parametrize("create", CREATES.values(), ids=CREATES)
@pytest.mark.parametrize(
    "answered",
    [
        Act(then="close"),
        Act(then="reset"),
        Act((b"no HTTP at all\r\n\r\n",), "close"),
        Act((b"HTTP/1.1 200 OK",), "close"),
    ],
    ids=["closes", "resets", "no HTTP", "half an answer"],
)
def test_a_proxy_that_does_not_connect_has_passed_nothing_on(
    create: Callable[..., object], answered: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY")
    with ScriptedServer([answered]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(NotSent, match="through the proxy of HTTPS_PROXY"):
            create(api_key="", base_url="https://host.example", retries=AT_ONCE)
        assert [request.method for request in proxy.received] == ["CONNECT"] * 3
