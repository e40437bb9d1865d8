"""One request and its answer, over httpx, with every failure of the transport told apart."""

from __future__ import annotations

import logging
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from .answer import Answer
from .errors import ConfigurationError, NoAnswer, NotSent, OutcomeUnknown, VideoGenerationsError

if TYPE_CHECKING:
    from .options import Timeouts
    from .settings import Settings

log = logging.getLogger(__package__)

#: Nothing of the request has left when one of these is raised.
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@dataclass(frozen=True)
class Call:
    """A request as it will be sent. A paid one is never sent twice on an unknown outcome."""

    method: str
    path: str
    paid: bool
    timeouts: Timeouts
    body: bytes | None = field(default=None, repr=False)
    task_id: str | None = None
    polling: bool = False


def send(http: httpx.Client, call: Call, settings: Settings) -> Answer:
    """Send a call once.

    Raises:
        NotSent, NoAnswer, OutcomeUnknown: There is no answer.
    """
    request = _request(http, call, settings)
    failed: VideoGenerationsError | None = None
    answer: Answer | None = None
    try:
        response = http.send(request, stream=True, auth=_auth(settings), follow_redirects=False)
        answer = Answer(response.status_code, response.headers, call.timeouts.read, settings)
        try:
            for piece in response.iter_bytes():
                if answer.takes(piece):
                    break
        finally:
            response.close()
    except Exception as error:  # of the transport, or of a hook of the caller's own client
        failed = _failed(call, answer, error, settings)
    except BaseException:
        _interrupted(call)
        raise
    return _outcome(answer, failed)


async def send_async(http: httpx.AsyncClient, call: Call, settings: Settings) -> Answer:
    """Send a call once; like `send`."""
    request = _request(http, call, settings)
    failed: VideoGenerationsError | None = None
    answer: Answer | None = None
    try:
        response = await http.send(request, stream=True, auth=_auth(settings), follow_redirects=False)
        answer = Answer(response.status_code, response.headers, call.timeouts.read, settings)
        try:
            async for piece in response.aiter_bytes():
                if answer.takes(piece):
                    break
        finally:
            await response.aclose()
    except Exception as error:  # like above
        failed = _failed(call, answer, error, settings)
    except BaseException:
        _interrupted(call)
        raise
    return _outcome(answer, failed)


def _outcome(answer: Answer | None, failed: VideoGenerationsError | None) -> Answer:
    # Raised out here, so that no chain of causes leads to the request and its headers.
    if failed is not None:
        raise failed
    if answer is None:
        raise AssertionError("a call either fails or is answered")
    return answer


def _failed(call: Call, answer: Answer | None, error: Exception, settings: Settings) -> VideoGenerationsError | None:
    """The error of a call that got no answer; None when an answer had begun, which is kept."""
    if answer is None:
        return _failure(call, error, settings)
    # What was received of a body that breaks off may hold the id of a paid task.
    answer.cut = _reason(error, settings)
    return None


def _interrupted(call: Call) -> None:
    if call.paid:  # cancelled or interrupted, perhaps after the server took it
        log.warning("%s %s was interrupted; it may be accepted and paid", call.method, call.path)


def _request(http: httpx.Client | httpx.AsyncClient, call: Call, settings: Settings) -> httpx.Request:
    if http.is_closed:
        raise ConfigurationError("The client is closed; nothing was sent", task_id=call.task_id)
    headers = settings.headers()
    if call.body is not None:
        headers["Content-Type"] = "application/json"
    limits = call.timeouts
    timeout = httpx.Timeout(limits.read, connect=limits.connect, write=limits.write, pool=limits.connect)
    url = settings.base_url + call.path
    return http.build_request(call.method, url, content=call.body, headers=headers, timeout=timeout)


def _auth(settings: Settings) -> Any:
    # With a key of ours, an `auth` of the caller's own httpx client must not take its place.
    return None if settings.key else httpx.USE_CLIENT_DEFAULT


def _failure(call: Call, error: Exception, settings: Settings) -> VideoGenerationsError:
    reason = _reason(error, settings)
    if isinstance(error, NEVER_LEFT):
        said = f"Nothing was sent to {settings.base_url}: {reason}. It is safe to send it again."
        return NotSent(said, distrusted=_is_distrust(error), task_id=call.task_id)
    if not call.paid:
        said = f"{settings.base_url} did not answer: {reason}. It is safe to read again."
        return NoAnswer(said, task_id=call.task_id)
    return OutcomeUnknown(
        f"The request was sent to {settings.base_url} and no answer came: {reason}. It may be accepted and paid: "
        "do not send it again before you have looked at the server whether the task exists."
    )


def _reason(error: Exception, settings: Settings) -> str:
    said = settings.redacted(" ".join(str(error).split()))
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _is_distrust(error: BaseException | None) -> bool:
    """Whether the server's certificate was refused."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
