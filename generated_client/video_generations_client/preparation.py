"""What the synchronous and the asynchronous client share: making calls, understanding answers."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Mapping
from typing import Any, cast

from .check import refused_by_check, request_check
from .contract import contract
from .errors import InvalidRequest, RequestWarning
from .exchange import Answer, Call
from .judgement import record, started
from .options import CreateAndWaitOptions, CreateOptions, Timeouts, WaitOptions
from .reply import Reply
from .retries import Retries
from .settings import Settings, as_timeouts
from .task import Task
from .waiting import Wait

log = logging.getLogger(__package__)


class Preparation:
    """Everything about a call that is no I/O."""

    def __init__(
        self, api_key: str | None, base_url: str | None, timeout: float | Timeouts | None, retries: Retries | None
    ) -> None:
        self._settings = Settings.read(api_key, base_url, timeout, retries)

    def __repr__(self) -> str:
        key = "with a key" if self._settings.key else "without a key"
        return f"<{type(self).__name__} of {self._settings.base_url}, {key}>"

    def __getstate__(self) -> object:
        raise TypeError(f"{type(self).__name__} is not pickled: it holds an API key and connections")

    def _creating(self, fields: dict[str, Any], options: CreateOptions) -> Call:
        """The call that creates, its body checked."""
        unknown = [name for name in options if name not in CreateAndWaitOptions.__optional_keys__]
        if unknown:
            raise request_check().unknown(unknown)
        operation = contract().create
        body = {**fields, **options.get("extra", {})}
        if options.get("check", True):
            problems = request_check().problems(body)
            if problems:
                raise refused_by_check(problems)
            for says in request_check().warnings(body):
                warnings.warn(says, RequestWarning, stacklevel=_OF_THE_CALLER)
        timeouts = as_timeouts(options.get("timeout"), self._settings.timeouts)
        return Call(operation.method, operation.path, operation.paid, timeouts, _encoded(body))

    def _reading(self, task: Task | str, timeout: float | Timeouts | None, *, polling: bool = False) -> Call:
        """The call that reads a task."""
        task_id = _id(task)
        known = contract()
        path = known.read.url_path(**{known.parameter: task_id})
        timeouts = as_timeouts(timeout, self._settings.timeouts)
        return Call(known.read.method, path, known.read.paid, timeouts, polling=polling)

    def _waiting(self, task: Task | str, options: WaitOptions, *, fresh: bool) -> tuple[Call, Wait]:
        """The call that is repeated, and the course of the wait."""
        course: dict[str, Any] = {name: value for name, value in options.items() if name != "timeout"}
        return self._reading(task, options.get("timeout"), polling=True), Wait(_id(task), fresh=fresh, **course)

    def _started(self, answer: Answer) -> Task:
        task = started(Reply(answer, self._settings))
        log.info("Task %s has started", task.task_id)
        return task

    def _record(self, answer: Answer, task: Task | str) -> Task:
        return record(Reply(answer, self._settings), _id(task))


#: From `_creating` up to the code that calls `create`.
_OF_THE_CALLER = 4


def wait_options(options: Mapping[str, Any]) -> WaitOptions:
    """Those of a create and wait that are about the wait."""
    waiting = {name: value for name, value in options.items() if name in WaitOptions.__optional_keys__}
    return cast(WaitOptions, waiting)


def _id(task: Task | str) -> str:
    task_id = task.task_id if isinstance(task, Task) else task
    if not isinstance(task_id, str) or not task_id:
        raise InvalidRequest(f"A task id is a string with at least one character, not {task_id!r}")
    return task_id


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        return _JSON.encode(body).encode()
    except (TypeError, ValueError) as error:
        raise InvalidRequest(f"The request was not sent, since it cannot be written as JSON: {error}") from None
