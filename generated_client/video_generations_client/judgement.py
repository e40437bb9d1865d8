"""The meaning of an answer: a task, or an error and which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .answer import Answer
from .check import is_told_refusal
from .contract import contract
from .errors import (
    AuthenticationError,
    InvalidRequest,
    NoAnswer,
    NotFound,
    NotSent,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    ServerError,
    UnexpectedAnswer,
    VideoGenerationsError,
)
from .parsing import is_id
from .task import Task

_BY_STATUS: dict[int, type[VideoGenerationsError]] = {
    401: AuthenticationError,
    402: PermissionDenied,
    403: PermissionDenied,
    404: NotFound,
    407: NotSent,  # of a proxy, which has passed nothing on
    410: NotFound,
    429: RateLimited,
}
#: Words in `code` or `type` that say more than a 400 or a 200 around them (observed).
_BY_WORD: dict[str, type[VideoGenerationsError]] = {
    "task_not_exist": NotFound,
    "not_found": NotFound,
    "quota_not_enough": PermissionDenied,
    "insufficient_quota": PermissionDenied,
    "insufficient_user_quota": PermissionDenied,
    "invalid_token": AuthenticationError,
    "invalid_api_key": AuthenticationError,
    "authentication_error": AuthenticationError,
    "rate_limited": RateLimited,
    "rate_limit_error": RateLimited,
    "invalid_request": InvalidRequest,
    "invalid_request_error": InvalidRequest,
}
#: 4xx by which a gateway gives up on a request that the server behind it may have taken.
_GIVEN_UP = {408, 499}


def started(answer: Answer) -> Task:
    """The task that a create has started.

    Raises:
        OutcomeUnknown: It may be accepted and paid.
        VideoGenerationsError: It was refused.
    """
    return Task(started_id(answer), response=answer.response())


def started_id(answer: Answer) -> str:
    """The id of that task; once it is found, it is not looked for again. It raises the same."""
    if answer.started_id is not None:
        return answer.started_id
    location = contract().id_location
    accepted = 200 <= answer.status < 300
    if accepted and not answer.cut and is_told_refusal(contract().create.id, answer.data):
        raise _refused(answer, InvalidRequest)
    if accepted and answer.problem is None and not answer.cut:
        answer.started_id = _at(answer.fields, location) or _at(answer.fields.get("data"), location)
        if answer.started_id:
            return answer.started_id
    # An answer that names a task has perhaps started one, whatever else it says.
    nameless = answer.find_id(location[-1]) is None
    kind = None if accepted and answer.cut else _refusal(answer)
    if kind is not None and nameless:
        raise _refused(answer, kind)
    if answer.status == 503 and answer.retry_after() is not None and nameless:
        raise answer.error(ServerError, f"The server is overloaded and did not accept it: {answer.summary()}")
    raise _unknown(answer, answer.likely_id)


def answered(answer: Answer, name: str) -> Mapping[str, Any]:
    """The object that an operation which starts no task is answered with.

    Args:
        answer: What came.
        name: The id of the operation.

    Raises:
        OutcomeUnknown: It may be accepted, and paid.
        VideoGenerationsError: It was refused.
    """
    if 200 <= answer.status < 300 and not answer.cut:
        if is_told_refusal(name, answer.data):
            raise _refused(answer, InvalidRequest)
        if answer.problem is None and isinstance(answer.record, Mapping):
            return answer.record
    kind = None if 200 <= answer.status < 300 and answer.cut else _refusal(answer)
    if kind is not None:
        raise _refused(answer, kind)
    if answer.status == 503 and answer.retry_after() is not None:
        raise answer.error(ServerError, f"The server is overloaded and did not accept it: {answer.summary()}")
    raise _unknown(answer, None)


def record(answer: Answer, task_id: str) -> Task:
    """The task that a read shows, plain or in an envelope.

    Raises:
        VideoGenerationsError: There is no record.
    """
    if not 200 <= answer.status < 300:
        kind = _refusal(answer)
        if kind is None and answer.status < 400:
            kind = UnexpectedAnswer
        raise _refused(answer, kind or ServerError, task_id)
    if answer.cut:
        raise answer.error(NoAnswer, f"The answer did not come in whole: {answer.summary()}", task_id)
    inner = unwrapped(answer.record, task_id)
    if inner is not None:
        if not _is_same(str(inner["task_id"]), task_id):
            said = f"The server answered with the record of another task: {answer.summary()}"
            raise answer.error(UnexpectedAnswer, said, task_id)
        return Task(task_id, inner, answer.response())
    kind = _refusal(answer)
    if kind or answer.problem:
        raise _refused(answer, kind or ServerError, task_id)
    raise answer.error(UnexpectedAnswer, f"The server answered with no record of a task: {answer.summary()}", task_id)


def unwrapped(data: Any, task_id: str | None = None) -> Mapping[str, Any] | None:
    """The record of a task, out of its envelope if it is in one; None when there is none.

    Args:
        data: The JSON of an answer or a notification.
        task_id: The task, whose record is looked for in a list of records, too.
    """
    inner = data.get("data") if isinstance(data, Mapping) else None
    if (found := next(filter(_is_record, (data, inner)), None)) is not None or task_id is None:
        return found
    listed = [node for part in (data, inner) if isinstance(part, list) for node in part if _is_record(node)]
    return next((node for node in listed if _is_same(str(node["task_id"]), task_id)), None)


def _is_record(node: Any) -> bool:
    """True for a record: an error has neither word nor id; a record may hold one, as of a task that has failed."""
    return isinstance(node, Mapping) and contract().record.word(node) is not None and is_id(node.get("task_id"))


def _is_same(told: str, asked: str) -> bool:
    """True when two ids are those of one task: gateways put a word before an id, or take it off (`sora-2:task_…`)."""
    short, long = sorted((told.casefold(), asked.casefold()), key=len)
    return long.endswith(short) and not long.removesuffix(short)[-1:].isalnum()


def _refusal(answer: Answer) -> type[VideoGenerationsError] | None:
    """The error of an answer by which the request was certainly not accepted, else None."""
    if answer.status in (400, 403) or 200 <= answer.status < 300:
        for word in sorted(answer.words & _BY_WORD.keys()):
            return _BY_WORD[word]
    status = answer.status
    if 200 <= status < 300 and re.fullmatch("[1-5][0-9]{2}", str(answer.code)):
        status = int(answer.code or 0)  # a business error inside a 200 (observed)
    if 400 <= status < 500 and status not in _GIVEN_UP:
        return _BY_STATUS.get(status, InvalidRequest)
    return None


def _refused(answer: Answer, kind: type[VideoGenerationsError], task_id: str | None = None) -> VideoGenerationsError:
    return answer.error(kind, f"The server answered {answer.summary()}", task_id)


def _unknown(answer: Answer, task_id: str | None) -> OutcomeUnknown:
    known = f"Its id is perhaps {task_id!r}: read it. " if task_id else ""
    return answer.error(
        OutcomeUnknown,
        f"The server answered {answer.summary()}. The task may be accepted and paid all the same. {known}"
        "Do not send it again before you have looked at the server whether the task exists.",
        task_id,
    )


def _at(node: Any, location: tuple[str, ...]) -> str | None:
    for name in location:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node if isinstance(node, str) and node else None
