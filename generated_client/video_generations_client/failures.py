"""The error of a request that got no answer: whether it left, and what to do next."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from .environment import by_proxy
from .errors import NoAnswer, NotSent, OutcomeUnknown, VideoGenerationsError
from .http_library import httpx
from .parsing import printable

if TYPE_CHECKING:
    from .exchange import Call
    from .settings import Settings

#: Nothing of the request has left when one of these is raised.
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


def failure(call: Call, request: httpx.Request, error: Exception, settings: Settings) -> VideoGenerationsError:
    """The error of a call that was not answered."""
    why = reason(error, settings)
    if isinstance(error, NEVER_LEFT) and (settings.own_http or _is_of(request, error)):
        said = f"Nothing was sent to {settings.base_url}{by_proxy(settings)}: {why}. It is safe to send it again."
        return NotSent(said, distrusted=_is_distrust(error), task_id=call.task_id)
    if not call.paid:
        said = f"{settings.base_url} did not answer{by_proxy(settings)}: {why}. It is safe to read again."
        return NoAnswer(said, task_id=call.task_id)
    return OutcomeUnknown(
        f"The request was sent to {settings.base_url}{by_proxy(settings)} and no answer came: {why}. It may be "
        "accepted and paid: do not send it again before you have looked at the server whether the task exists."
    )


def reason(error: Exception, settings: Settings) -> str:
    """An error of the transport in words, without the key."""
    said = printable(settings.redacted(" ".join(str(error).split())))
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _is_of(request: httpx.Request, error: httpx.RequestError) -> bool:
    """Tell whether an error is that of a request, and not of one that a hook of the caller's has sent after it."""
    try:
        return error.request is request
    except RuntimeError:  # of none
        return False


def _is_distrust(error: BaseException | None) -> bool:
    """Tell whether the server's certificate was refused."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
