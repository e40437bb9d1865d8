"""One request and its answer, without a server: what leaves, what is kept of what comes, and every way to fail."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
from video_generations_client import Attempt, ConfigurationError, NoAnswer, NotSent, OutcomeUnknown, Timeouts
from video_generations_client.answer import Answer
from video_generations_client.api_key import ApiKey
from video_generations_client.exchange import Call, send, send_async
from video_generations_client.settings import USER_AGENT, Settings

from tests.client.conftest import KEY, TRUST, Function

BASE = "http://127.0.0.1:9"
LIMITS = Timeouts(connect=1.0, read=2.0, write=3.0)
Handler = Callable[[httpx.Request], httpx.Response]


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in pieces, some of which fail; it counts what is read."""

    def __init__(self, *pieces: bytes | BaseException) -> None:
        self.pieces = pieces
        self.read = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, BaseException):
                raise piece
            self.read += 1
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        """Close it."""
        self.closed = True

    async def aclose(self) -> None:
        """Close it too."""
        self.closed = True


def a_call(**fields: Any) -> Call:
    """A paid call, or another one."""
    return Call("POST", "/v2/things", "/v2/things/1", **{"paid": True, "timeouts": LIMITS, "body": b"{}", **fields})


def settings(**options: Any) -> Settings:
    """The settings of an anonymous client, which is ours."""
    key = ApiKey.read(options.pop("key", ""))
    hook = options.pop("around_attempt", None)
    return Settings.read(key, BASE, None, None, options.pop("headers", None), hook, **options)


@pytest.fixture(params=["sync", "async"])
def exchanged(request: pytest.FixtureRequest) -> Callable[..., Answer]:
    """Send a call to a function in the place of a server, by either kind of client."""

    def run(call: Call, chosen: Settings, handler: Handler, *, closed: bool = False, **options: Any) -> Answer:
        transport = Function(handler)
        if request.param == "sync":
            with httpx.Client(transport=transport, verify=TRUST, **options) as http:
                if closed:
                    http.close()
                return send(http, call, chosen)

        async def sent() -> Answer:
            async with httpx.AsyncClient(transport=transport, verify=TRUST, **options) as http:
                if closed:
                    await http.aclose()
                return await send_async(http, call, chosen)

        return asyncio.run(sent())

    return run


Exchanged = Callable[..., Answer]


def well(seen: list[httpx.Request]) -> Handler:
    """A server that notes what it was asked."""

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"X-Seen": "yes"}, stream=Body(b'{"task_id"', b': "t"}'))

    return handler


@pytest.mark.parametrize("own", [True, False])
def test_a_request_leaves_as_the_call_says(exchanged: Exchanged, *, own: bool) -> None:
    seen: list[httpx.Request] = []
    call = a_call(answer=object())
    answer = exchanged(call, settings(key=KEY, own_http=own, headers={"X-Team": "a"}), well(seen))
    (request,) = seen
    assert (request.method, str(request.url), request.content) == ("POST", f"{BASE}/v2/things/1", b"{}")
    assert {name: request.headers[name] for name in ("accept", "authorization", "content-type", "user-agent")} == {
        "accept": "application/json",
        "authorization": f"Bearer {KEY}",
        "content-type": "application/json",
        "user-agent": USER_AGENT,
    }
    assert request.headers["x-team"] == "a"
    assert request.extensions["timeout"] == {"connect": 1.0, "read": 2.0, "write": 3.0, "pool": 1.0}
    assert (answer.status, answer.data, answer.headers["x-seen"]) == (200, {"task_id": "t"}, "yes")
    assert call.answer is answer
    assert call.certain is False
    assert answer.cut is None


@pytest.mark.parametrize("own", [True, False])
def test_a_request_without_a_body_has_no_type(exchanged: Exchanged, *, own: bool) -> None:
    seen: list[httpx.Request] = []
    exchanged(Call("GET", "/v2/things", "/v2/things/1", False, LIMITS), settings(own_http=own), well(seen))  # noqa: FBT003 - as the client calls it
    assert seen[0].content == b""
    assert "content-type" not in seen[0].headers


@pytest.mark.parametrize("own", [True, False])
def test_only_a_client_of_the_caller_adds_its_own(exchanged: Exchanged, *, own: bool) -> None:
    seen: list[httpx.Request] = []
    exchanged(a_call(), settings(own_http=own), well(seen), headers={"X-Own": "b"}, params={"p": "1"})
    assert ("x-own" in seen[0].headers, str(seen[0].url).endswith("?p=1")) == (not own, not own)


@pytest.mark.parametrize(("key", "sent"), [(KEY, f"Bearer {KEY}"), ("", "Basic dTpw")])
def test_with_a_key_of_ours_the_caller_s_own_has_no_place(exchanged: Exchanged, key: str, sent: str) -> None:
    seen: list[httpx.Request] = []
    exchanged(a_call(), settings(key=key, own_http=False), well(seen), auth=("u", "p"))
    assert seen[0].headers["authorization"] == sent


def test_a_redirect_is_an_answer_also_to_a_client_that_follows(exchanged: Exchanged) -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(307, headers={"Location": "/elsewhere"})

    assert exchanged(a_call(), settings(own_http=False), handler, follow_redirects=True).status == 307
    assert len(seen) == 1


def test_a_body_is_read_no_further_than_is_of_use(exchanged: Exchanged, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video_generations_client.answer.MOST_BYTES", 5)
    body = Body(b"123", b"456", b"789", b"0")
    answer = exchanged(a_call(), settings(), lambda _: httpx.Response(200, stream=body))
    assert (body.read, body.closed, answer.text) == (2, True, "123456")
    assert answer.cut == "it is longer than 5 bytes"


def test_a_body_has_the_time_of_a_read(exchanged: Exchanged, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([100.0, 101.0, 102.0, 102.1])
    monkeypatch.setattr("video_generations_client.answer.monotonic", lambda: next(now))
    body = Body(b"1", b"2", b"3", b"4")
    answer = exchanged(a_call(), settings(), lambda _: httpx.Response(200, stream=body))
    assert (answer.text, answer.cut) == ("123", "it was not whole after 2 seconds")


def test_an_answer_knows_where_it_was_asked_for(exchanged: Exchanged) -> None:
    answer = exchanged(a_call(), settings(), lambda _: httpx.Response(404))
    assert answer.summary() == f"404 (no body) at {BASE}/v2/things/1"


def test_a_body_that_breaks_off_is_kept(exchanged: Exchanged) -> None:
    body = Body(b'{"task_id": "t-1"', httpx.ReadError(f"lost {KEY}"))
    call = a_call()
    answer = exchanged(call, settings(key=KEY), lambda _: httpx.Response(200, stream=body))
    assert (answer.text, answer.cut) == ('{"task_id": "t-1"', "ReadError: lost [API key]")
    assert answer.find_id("task_id") == "t-1"
    assert body.closed
    assert call.answer is answer


@pytest.mark.parametrize(
    ("failure", "paid", "kind", "said"),
    [
        (httpx.ConnectError("refused"), True, NotSent, f"Nothing was sent to {BASE}: ConnectError: refused. "),
        (httpx.ReadError("reset"), False, NoAnswer, f"{BASE} did not answer: ReadError: reset. "),
        (httpx.ReadError("reset"), True, OutcomeUnknown, f"The request was sent to {BASE} and no answer came: "),
        (RuntimeError("of a hook"), True, OutcomeUnknown, f"The request was sent to {BASE} and no answer came: "),
    ],
)
def test_a_failure_is_told_without_the_request_that_failed(
    failure: Exception,
    paid: bool,  # noqa: FBT001 - a row of the table
    kind: type[Exception],
    said: str,
    exchanged: Exchanged,
) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if kind is not NotSent:
            request.read()
        raise failure

    call = a_call(paid=paid, answer=object())
    with pytest.raises(kind) as caught:
        exchanged(call, settings(key=KEY), handler)
    assert str(caught.value).startswith(said)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert call.answer is None
    assert call.certain is False


def test_a_client_that_is_closed_sends_nothing(exchanged: Exchanged) -> None:
    seen: list[httpx.Request] = []
    call = a_call(task_id="t-1")
    with pytest.raises(ConfigurationError) as refused:
        exchanged(call, settings(), well(seen), closed=True)
    assert (str(refused.value), refused.value.task_id) == ("The client is closed; nothing was sent", "t-1")
    assert seen == []
    assert call.certain is True


class Hook:
    """A hook that adds a header, and notes how each attempt ended."""

    def __init__(self) -> None:
        self.seen: list[Attempt] = []
        self.ended: list[tuple[int | None, Any]] = []

    @contextlib.contextmanager
    def __call__(self, attempt: Attempt) -> Iterator[None]:
        """Go around an attempt."""
        self.seen.append(attempt)
        attempt.headers["X-Trace"] = "7"
        yield
        self.ended.append((attempt.status, attempt.error))


def test_the_hook_sees_the_request_and_its_answer(exchanged: Exchanged) -> None:
    hook = Hook()
    seen: list[httpx.Request] = []
    exchanged(a_call(number=3), settings(around_attempt=hook, headers={"X-Team": "a"}), well(seen))
    (attempt,) = hook.seen
    assert (attempt.method, attempt.path, attempt.url) == ("POST", "/v2/things", f"{BASE}/v2/things/1")
    assert (attempt.number, attempt.paid) == (3, True)
    assert (seen[0].headers["x-trace"], seen[0].headers["x-team"]) == ("7", "a")
    assert hook.ended == [(200, None)]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)])
def test_an_interruption_is_told_to_the_hook_and_goes_on(error: BaseException, exchanged: Exchanged) -> None:
    hook = Hook()

    def handler(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(type(error)) as raised:
        exchanged(a_call(), settings(around_attempt=hook), handler)
    assert raised.value is error
    assert hook.ended == [(None, error)]


def test_the_hook_is_told_the_error_that_the_caller_gets(exchanged: Exchanged) -> None:
    hook = Hook()

    def handler(request: httpx.Request) -> httpx.Response:
        request.read()
        raise httpx.ReadError("reset")

    with pytest.raises(OutcomeUnknown) as caught:
        exchanged(a_call(), settings(around_attempt=hook), handler)
    assert hook.ended == [(None, caught.value)]
    body = Body(b"{", httpx.ReadError("reset"))
    exchanged(a_call(), settings(around_attempt=hook), lambda _: httpx.Response(202, stream=body))
    assert hook.ended[1:] == [(202, None)]


def test_an_interruption_within_a_body_closes_it(exchanged: Exchanged, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    hook, body = Hook(), Body(b"{", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        exchanged(a_call(), settings(around_attempt=hook), lambda _: httpx.Response(201, stream=body))
    assert body.closed
    ((status, error),) = hook.ended
    assert (status, type(error)) == (201, KeyboardInterrupt)
