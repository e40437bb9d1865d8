"""A hook around each attempt: enough for spans and metrics, and never in the way of a request."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from .errors import ConfigurationError
from .headers import checked_headers

log = logging.getLogger(__package__)


@dataclass
class Attempt:
    """One request of a call, as a hook sees it.

    Attributes:
        method: GET or POST.
        path: The path as the spec has it, its parameters in braces: the same for every task.
        url: The address, which holds the id of the task on a read.
        number: 1, or more when the request is sent again.
        paid: Whether it is a create.
        headers: Headers to send with it, such as those of a trace; the hook adds them.
        status: The HTTP status; None until it is answered.
        request_id: What the server calls this request, if it says so.
        error: What came in place of an answer.
    """

    method: str
    path: str
    url: str
    number: int
    paid: bool
    headers: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    request_id: str | None = None
    error: BaseException | None = None


#: Makes the context of an attempt. Its code before `yield` runs before the request is sent, and that behind it
#: always, whatever became of the request. What it raises is logged, and changes nothing.
AttemptHook = Callable[[Attempt], AbstractContextManager[object]]


class Watched:
    """The hook of one attempt, entered and left by hand: nothing that it does may cost the answer."""

    def __init__(self, hook: AttemptHook, attempt: Attempt) -> None:
        self._attempt = attempt
        self._manager: AbstractContextManager[object] | None = None
        try:
            manager = hook(attempt)
            manager.__enter__()
            self._manager = manager
        except Exception as error:
            _failed(error)

    def headers(self) -> dict[str, str]:
        """The headers that the hook has added."""
        try:
            return checked_headers(self._attempt.headers)
        except ConfigurationError as error:
            _failed(error)
            return {}

    def over(self, status: int | None, request_id: str | None, error: BaseException | None) -> None:
        """Tell the hook what became of the attempt."""
        self._attempt.status, self._attempt.request_id, self._attempt.error = status, request_id, error
        try:
            if self._manager is not None:
                self._manager.__exit__(None, None, None)
        except Exception as failed:
            _failed(failed)


def _failed(error: Exception) -> None:
    log.warning("around_attempt raised %s; the request goes on", type(error).__name__, exc_info=error)
