"""Errors of a request that was not answered: which, its words, and what stands behind it."""

from __future__ import annotations

import ssl
from typing import Any

import httpx
import pytest
from video_generations_client import NoAnswer, NotSent, OutcomeUnknown, VideoGenerationsError
from video_generations_client.failures import failure
from video_generations_client.outgoing import Outgoing

from tests.client.conftest import KEY
from tests.client.exchange.conftest import BASE, a_call, settings

REFUSED, RESET = httpx.ConnectError("refused"), httpx.ReadError("reset")


def _failed(
    error: Exception, *, taken: bool = False, own_http: bool = True, key: str = "", **fields: Any
) -> VideoGenerationsError:
    call = a_call(**fields)
    request = Outgoing.of("POST", BASE, {}, call.body, {})
    if taken:
        request.read()
    return failure(call, request, error, settings(key=key, own_http=own_http))


@pytest.mark.parametrize(
    ("error", "case", "kind"),
    [
        (RESET, {}, NotSent),  # between our own HTTP client and the body nothing has left
        (REFUSED, {"taken": True}, OutcomeUnknown),
        (RESET, {"taken": True}, OutcomeUnknown),
        (REFUSED, {"own_http": False}, NotSent),
        (RESET, {"own_http": False}, OutcomeUnknown),
        (REFUSED, {"body": None}, OutcomeUnknown),
        (REFUSED, {"body": b""}, OutcomeUnknown),
        (REFUSED, {"paid": False, "taken": True, "own_http": False}, NotSent),
        (RESET, {"paid": False}, NoAnswer),
    ],
)
def test_what_is_paid_was_not_sent_only_by_evidence(
    error: Exception, case: dict[str, Any], kind: type[VideoGenerationsError]
) -> None:
    assert type(_failed(error, **case)) is kind


def test_a_failure_is_told_in_whole_sentences() -> None:
    assert str(_failed(REFUSED)) == f"Nothing was sent to {BASE}: ConnectError: refused. It is safe to send it again."
    assert str(_failed(httpx.ReadTimeout(""), paid=False)) == (
        f"{BASE} did not answer: ReadTimeout. It is safe to read again."
    )
    assert str(_failed(httpx.ReadError(f"a \x1b\n b {KEY}"), taken=True, key=KEY)) == (
        f"The request was sent to {BASE} and no answer came: ReadError: a \\x1b b [API key]. It may be accepted and "
        "paid: do not send it again before you have looked at the server whether the task exists."
    )


@pytest.mark.parametrize("error", [REFUSED, RESET])
def test_the_failure_of_a_read_names_the_task(error: Exception) -> None:
    assert _failed(error, paid=False, task_id="t-1").task_id == "t-1"


def test_a_certificate_that_is_refused_is_found_behind_the_error() -> None:
    def behind(cause: Exception | None, context: Exception | None = None) -> Exception:
        error = httpx.ConnectError("no")
        error.__cause__, error.__context__ = cause, context
        return error

    refused = ssl.SSLCertVerificationError("self-signed")
    for error in (behind(refused), behind(behind(refused)), behind(None, refused)):
        failed = _failed(error)
        assert isinstance(failed, NotSent)
        assert failed.distrusted
    for error in (REFUSED, behind(ssl.SSLError("wrong version"))):
        failed = _failed(error)
        assert isinstance(failed, NotSent)
        assert not failed.distrusted
