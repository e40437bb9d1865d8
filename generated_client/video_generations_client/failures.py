"""The error of a request that got no answer: whether it left, and what to do next."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from .environment import by_proxy
from .errors import NoAnswer, NotSent, OutcomeUnknown, VideoGenerationsError
from .http_library import httpx
from .parsing import printable

if TYPE_CHECKING:
    from .call import Call
    from .outgoing import Outgoing
    from .settings import Settings

#: No answer can be under way when one of these is raised.
_NOT_CONNECTED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def failure(call: Call, request: Outgoing, error: Exception, settings: Settings) -> VideoGenerationsError:
    """The error of a call that was not answered."""
    why = reason(error, settings)
    if _never_left(call, request, error, settings):
        said = f"Nothing was sent to {settings.base_url}{by_proxy(settings)}: {why}. It is safe to send it again."
        return NotSent(said, distrusted=_is_distrust(error), task_id=call.task_id)
    if not call.paid:
        said = f"{settings.base_url} did not answer{by_proxy(settings)}: {why}. It is safe to read again."
        return NoAnswer(said, task_id=call.task_id)
    return OutcomeUnknown(
        f"The request was sent to {settings.base_url}{by_proxy(settings)} and no answer came: {why}. It may be "
        "accepted and paid: do not send it again before you have looked at the server whether the task exists."
    )


def _never_left(call: Call, request: Outgoing, error: Exception, settings: Settings) -> bool:
    """Tell whether a request certainly was not sent: of what is paid, the class of an error alone is no evidence."""
    if call.paid and (not call.body or request.body_was_taken):
        return False
    # Between our own HTTP client and the body nothing is sent but what asks a proxy for a connection.
    return isinstance(error, _NOT_CONNECTED) or (call.paid and settings.own_http)


def reason(error: Exception, settings: Settings) -> str:
    """An error of the transport in words, without the key."""
    said = printable(settings.redacted(" ".join(str(error).split())))
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _is_distrust(error: BaseException | None) -> bool:
    """Tell whether the server's certificate was refused."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
