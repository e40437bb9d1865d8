"""One request and its answer, over the HTTP library, with every failure of the transport told apart."""

from __future__ import annotations

import logging
from typing import Any

from .answer import Answer
from .attempts import Attempt, Watched
from .call import Call
from .errors import ConfigurationError, VideoGenerationsError
from .failures import failure, reason
from .headers import beside
from .http_library import httpx
from .outgoing import Outgoing
from .patience import AsyncPatience, Patience
from .settings import Settings

log = logging.getLogger(__package__)


def send(http: httpx.Client, call: Call, settings: Settings) -> Answer:
    """Send a call once.

    Raises:
        NotSent, NoAnswer, OutcomeUnknown: There is no answer.
    """
    request, watched = _request(http, call, settings)
    failed: VideoGenerationsError | None = None
    ended: BaseException | None = None
    try:
        response = http.send(request, stream=True, auth=_auth(settings), follow_redirects=False)
        answer = call.answer = _begun(response, call, settings)
        try:
            for piece in response.iter_bytes():
                if answer.takes(piece):
                    break
        finally:
            response.close()
    except Exception as error:  # of the transport, or of a hook of the caller's own client
        failed = ended = _failed(call, request, error, settings)
    except BaseException as error:
        ended = error
        raise
    finally:
        if watched is not None:
            _tell(watched, call, ended)
    return _outcome(call.answer, failed)


async def send_async(http: httpx.AsyncClient, call: Call, settings: Settings) -> Answer:
    """Send a call once; like `send`."""
    request, watched = _request(http, call, settings)
    failed: VideoGenerationsError | None = None
    ended: BaseException | None = None
    try:
        response = await http.send(request, stream=True, auth=_auth(settings), follow_redirects=False)
        answer = call.answer = _begun(response, call, settings)
        try:
            async for piece in response.aiter_bytes():
                if answer.takes(piece):
                    break
        finally:
            await response.aclose()
    except Exception as error:  # like above
        failed = ended = _failed(call, request, error, settings)
    except BaseException as error:
        ended = error
        raise
    finally:
        if watched is not None:
            _tell(watched, call, ended)
    return _outcome(call.answer, failed)


def _begun(response: httpx.Response, call: Call, settings: Settings) -> Answer:
    return Answer(response.status_code, response.headers.raw, call.timeouts.read, settings, call.url_path)


def _tell(watched: Watched, call: Call, ended: BaseException | None) -> None:
    answer = call.answer
    watched.over(answer.status if answer else None, answer.request_id if answer else None, ended)


def _outcome(answer: Answer | None, failed: VideoGenerationsError | None) -> Answer:
    # Raised out here, so that no chain of causes leads to the request and its headers.
    if failed is not None:
        raise failed
    if answer is None:
        raise AssertionError("a call either fails or is answered")
    return answer


def _failed(call: Call, request: Outgoing, error: Exception, settings: Settings) -> VideoGenerationsError | None:
    """The error of a call that got no answer; None when an answer had begun, which is kept."""
    if call.answer is None:
        return failure(call, request, error, settings)
    # What was received of a body that breaks off may hold the id of a paid task.
    call.answer.cut = call.answer.late or reason(error, settings)
    return None


def _request(http: httpx.Client | httpx.AsyncClient, call: Call, settings: Settings) -> tuple[Outgoing, Watched | None]:
    if http.is_closed:
        raise ConfigurationError("The client is closed; nothing was sent", task_id=call.task_id)
    call.answer = None
    call.certain = False
    url = settings.base_url + call.url_path
    headers = settings.sent_headers()
    if call.body is not None:
        headers["Content-Type"] = "application/json"
    watched = None
    if settings.around_attempt is not None:
        watched = Watched(settings.around_attempt, Attempt(call.method, call.path, url, call.number, call.paid))
        headers = beside(headers, watched.headers())
    limits = call.timeouts
    timeout = {"connect": limits.connect, "read": limits.read, "write": limits.write, "pool": limits.connect}
    patience = AsyncPatience if isinstance(http, httpx.AsyncClient) else Patience
    extensions = {"timeout": timeout, "trace": patience(limits.connect, limits.read, limits.read)}
    if settings.own_http:  # it has nothing of its own to add
        return Outgoing.of(call.method, url, headers, call.body, extensions), watched
    like = http.build_request(call.method, url, content=call.body, headers=headers, extensions=extensions)
    return Outgoing.like(like, call.body), watched


def _auth(settings: Settings) -> Any:
    # With a key of ours, an `auth` of the caller's own httpx client must not take its place.
    return None if settings.key else httpx.USE_CLIENT_DEFAULT
