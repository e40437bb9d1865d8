"""Failures of a request, what is told of them, and what the hook sees."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from video_generations_client import Attempt, ConfigurationError, NoAnswer, NotSent, OutcomeUnknown

from tests.client.conftest import KEY
from tests.client.exchange.conftest import BASE, Body, Exchanged, a_call, settings, well


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
