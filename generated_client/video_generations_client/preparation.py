"""The common part of the synchronous and the asynchronous client: making calls, understanding answers."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from .answer import Answer
from .arguments import refuse_unknown
from .body import encoded, extra_fields, given_fields
from .call import Call
from .check import refused_by_check, request_check
from .contract import Operation, contract, operation
from .errors import InvalidRequest, NotPickledError, RequestWarning
from .judgement import record, started
from .option_values import NOT_GIVEN, NotGiven, Timeouts, check_function
from .options import CallOptions, CreateAndWaitOptions, CreateOptions, WaitOptions
from .parsing import printable
from .retries import Retries
from .settings import Settings, as_timeouts
from .task import Task
from .task_record import TaskRecord
from .waiting import Wait

if TYPE_CHECKING:
    from .download.options import Download
    from .journal.book import Journal

log = logging.getLogger(__package__)


class Preparation:
    """Everything about a call that is no I/O."""

    _settings: Settings
    _shared: bool
    _journal: Journal | None

    def with_options(
        self,
        *,
        timeout: float | Timeouts | None = None,
        retries: Retries | NotGiven | None = NOT_GIVEN,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """The same client with other options, over the same connections; this one stays as it is.

        Args:
            timeout: Seconds for each request; None for those of this client.
            retries: How often a request is tried where that is safe; None for one attempt.
            headers: Headers beside those of this client, or in place of those of the same name.

        Raises:
            ConfigurationError: An option that is none.
        """
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        chosen = self._settings.retries if retries is NOT_GIVEN else retries
        other._settings = self._settings.changed(timeout, chosen, headers)
        other._shared = True
        return other

    def __repr__(self) -> str:
        if not hasattr(self, "_settings"):
            return f"<{type(self).__name__}, not set up>"  # as a reporter of errors may see it
        key = "with a key" if self._settings.key else "without a key"
        return f"<{type(self).__name__} of {self._settings.base_url}, {key}>"

    def __getstate__(self) -> object:
        raise NotPickledError(
            f"{type(self).__name__} is not pickled: it holds an API key and connections. "
            "Make one in each process; after a fork, that of the parent may be used"
        )

    def _creating(self, fields: dict[str, Any], options: CreateOptions, kind: Any = CreateOptions) -> Call:
        """The call that creates, its options and its body checked."""
        check_function("on_created", options.get("on_created"))
        return self._checked(contract().create, fields, options, kind)

    def _calling(self, name: str, fields: dict[str, Any], options: CallOptions, path: Mapping[str, str]) -> Call:
        """The call of another operation. What changes something is sent again no sooner than a create is."""
        known = operation(name)
        call = self._checked(known, fields, options, CallOptions)
        call.url_path, call.paid = known.url_path(**path), known.method not in ("GET", "HEAD")
        return call

    def _checked(self, operation: Operation, fields: dict[str, Any], options: Mapping[str, Any], kind: Any) -> Call:
        refuse_unknown(options, kind.__optional_keys__, (operation.request or {}).get("properties", ()))
        body = {**given_fields(fields, operation.request or {}), **extra_fields(options.get("extra"))}
        if options.get("check") is not False:  # None is "not given" here, too
            problems = request_check(operation.id).problems(body)
            if problems:
                raise refused_by_check(problems)
            for says in request_check(operation.id).warnings(body):
                warnings.warn(says, RequestWarning, stacklevel=_OF_THE_CALLER)
        timeouts = as_timeouts(options.get("timeout"), self._settings.timeouts)
        call = Call(operation.method, operation.path, operation.path, operation.paid, timeouts, encoded(body))
        if "once" in options:
            from .journal.once import Once  # here: most programs have no journal

            call.once = Once(self._journal, options["once"], body, call, self._settings, operation.request)
        return call

    def _reading(self, task: TaskRecord | str, timeout: float | Timeouts | None, *, polling: bool = False) -> Call:
        """The call that reads a task."""
        task_id = id_of(task)
        known = contract()
        path = known.read.url_path(**{known.parameter: task_id})
        timeouts = as_timeouts(timeout, self._settings.timeouts)
        read = known.read
        return Call(read.method, read.path, path, read.paid, timeouts, task_id=task_id, polling=polling)

    def _course(self, options: Mapping[str, Any]) -> Wait:
        """The course of a wait, its options checked. Those of a create beside them are not for it."""
        chosen = {name: options[name] for name in WaitOptions.__optional_keys__ & options.keys()}
        return Wait(as_timeouts(chosen.pop("timeout", None), self._settings.timeouts), **chosen)

    def _polling(self, course: Wait) -> Call:
        """The call that reads the task of a wait, which takes no longer than the wait."""
        if course.call is None:
            course.call = self._reading(course.task_id, None, polling=True)
        course.call.timeouts = course.timeouts()
        return course.call

    def _started(self, answer: Answer, call: Call, options: CreateOptions) -> Task:
        task = started(answer)
        call.accepted = True
        log.info("Task %s has started", printable(task.task_id))
        self._tell(task, options)
        return task

    def _tell(self, task: Task, options: CreateOptions) -> None:
        if on_created := options.get("on_created"):
            on_created(task)

    def _record(self, answer: Answer, task: TaskRecord | str) -> Task:
        seen = record(answer, id_of(task))
        place = contract().record.other_place(seen.raw)
        if place is not None:
            log.warning("Task %s: its output stands at %s, where the contract does not have it", seen.task_id, place)
        return seen


#: Longer ones do not fit into an address.
MOST_OF_AN_ID = 2000
#: Frames from `_checked` up to the code that calls `create`.
_OF_THE_CALLER = 5


def target_of(options: CreateAndWaitOptions) -> Download | None:
    """The place where the video is to be written, checked; None where it is not."""
    if "download" not in options:
        return None
    from .download.options import Download  # here: most programs fetch nothing

    return Download.of(options["download"])


def id_of(task: TaskRecord | str) -> str:
    """The id of a task, told by itself or by the task."""
    task_id = task.task_id if isinstance(task, Task) else task
    if not isinstance(task_id, str) or not 0 < len(task_id) <= MOST_OF_AN_ID or not task_id.isprintable():
        raise InvalidRequest(f"A task id is 1 to {MOST_OF_AN_ID} printable characters, and not {task_id!r}")
    return task_id
