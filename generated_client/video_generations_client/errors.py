"""Everything that can go wrong, in one hierarchy.

    VideoGenerationsError
    ├── ConfigurationError      the client or an option of a call is set up wrongly; nothing was sent
    │   └── NotPickledError     a client cannot be sent to another process
    ├── InvalidRequest          breaks the spec (not sent), or refused by the server
    ├── AuthenticationError     the key is missing, malformed or unknown
    ├── PermissionDenied        the key may not do this, or its quota is used up
    ├── NotFound                there is no such task
    ├── RateLimited             too fast, or the balance is empty
    ├── ServerError             the server failed, and nothing was accepted
    ├── NotSent                 it certainly did not reach the server: safe to repeat
    ├── NoAnswer                a read got no answer: safe to repeat
    ├── OutcomeUnknown          a create that may be accepted and paid: do not repeat it
    │   └── CreateUnderWay      another create by the same name is under way
    ├── JournalError            the journal cannot be used; nothing was sent
    ├── JournalMismatch         the name stands in the journal with other fields; nothing was sent
    ├── UnexpectedAnswer        an answer or a notification that is not what the spec promises
    ├── TaskFailed              the task ended without a video
    ├── WaitTimedOut            the task did not end in time; it goes on
    ├── WaitCancelled           the caller stopped waiting; the task goes on
    └── DownloadFailed          the video could not be fetched; the task has succeeded
        └── LinkExpired         its address is refused: read the task again for another

Of the errors of a create only OutcomeUnknown leaves open whether a video was started and is paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .parsing import printable, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .problem import Problem
    from .task_record import TaskRecord


class VideoGenerationsError(Exception):
    """The root of all errors of this package. No attribute ever holds the API key.

    Attributes:
        status: The HTTP status, None when there was no answer.
        code: The server's own word or number for the error.
        request_id: What the server calls this request, for its support.
        body: The answer as received, as text without the API key, up to where it broke off; empty
            when there was none.
        task_id: The id of the task, when one is known or could be found in the answer.
        retry_after: Seconds that the server wants to be left alone.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | int | None = None,
        request_id: str | None = None,
        body: str = "",
        task_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.body = body
        self.task_id = task_id
        self.retry_after = retry_after

    @property
    def message(self) -> str:
        """The event, and the next thing to do."""
        return str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(kind: type[VideoGenerationsError], args: tuple[Any, ...], state: dict[str, Any]) -> VideoGenerationsError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(VideoGenerationsError, ValueError):
    """The client, or an option of a call, is set up wrongly; nothing was sent.

    No base URL, a key that would travel over plain HTTP, an interval that is none, a closed client.
    """


class NotPickledError(ConfigurationError, TypeError):
    """A client or its key cannot be sent to another process; nothing was sent. Make a client there."""


class InvalidRequest(VideoGenerationsError, ValueError):
    """The request breaks the spec and was not sent (`status` is None), or the server refuses it.

    Attributes:
        problems: What the check found, each with field, clause and reason; empty after an answer.
    """

    def __init__(self, message: str, *, problems: Sequence[Problem] = (), **answer: Any) -> None:
        super().__init__(message, **answer)
        self.problems = tuple(problems)


class AuthenticationError(VideoGenerationsError):
    """401 (observed): the API key is missing, malformed or unknown."""


class PermissionDenied(VideoGenerationsError):
    """402 or 403 (observed): the key may not do this, or its quota is used up (`code` says which)."""


class NotFound(VideoGenerationsError):
    """404, or 400 with `task_not_exist` (both observed): no such task, or no such address."""


class RateLimited(VideoGenerationsError):
    """429 (observed): too fast, or the balance is empty. `retry_after` has the seconds, if told."""


class ServerError(VideoGenerationsError):
    """5xx on a read, or 503 with Retry-After on a create, which was then not accepted."""


class NotSent(VideoGenerationsError):
    """No connection was established: the request certainly did not reach the server. Nobody has taken its body.

    Attributes:
        distrusted: The server's certificate was refused, which no repetition mends.
    """

    def __init__(self, message: str, *, distrusted: bool = False, **answer: Any) -> None:
        super().__init__(message, **answer)
        self.distrusted = distrusted


class NoAnswer(VideoGenerationsError):
    """A read was sent and its answer did not come, or not in whole. Reading again is safe."""


class OutcomeUnknown(VideoGenerationsError):
    """A create was sent, and whether the server accepted it is not known. It may be paid.

    Do not send it again. Look first: read `task_id` if it is known, the tasks of the account at the
    server, or the notification. `body` holds whatever was received.
    """


class UnexpectedAnswer(VideoGenerationsError):
    """An answer or a notification that is not what the spec promises; `body` holds it.

    Of a success without an output, the message holds the record.
    """


class TaskFailed(VideoGenerationsError):
    """The task ended without a video; `task` is its record and `fail_reason` the server's reason."""

    def __init__(self, task: TaskRecord) -> None:
        reason = printable(task.fail_reason or f"the server gives no reason, and its record is {shown(task.raw)}")
        super().__init__(f"Task {task.task_id} failed: {reason}", task_id=task.task_id)
        self.task = task
        self.fail_reason = task.fail_reason


class WaitTimedOut(VideoGenerationsError, TimeoutError):
    """The task had not ended when the time to wait was over. It goes on: wait again with its id.

    Attributes:
        task: The last record that was read, None when there was none.
    """

    def __init__(self, message: str, *, task: TaskRecord | None = None, **answer: Any) -> None:
        super().__init__(message, **answer)
        self.task = task


class WaitCancelled(VideoGenerationsError):
    """The caller's `cancel` event was set. The task goes on: wait again with its id.

    Attributes:
        task: The last record that was read, None when there was none.
    """

    def __init__(self, message: str, *, task: TaskRecord | None = None, **answer: Any) -> None:
        super().__init__(message, **answer)
        self.task = task


class RequestWarning(UserWarning):
    """A request that is valid and will not do what it seems to say."""
