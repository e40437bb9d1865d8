"""The synchronous client."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Self, Unpack

from ._generated.signatures import Operations
from .api_key import ApiKey
from .arguments import refuse_unknown
from .attempts import AttemptHook
from .call import Call
from .connections import Connections
from .errors import VideoGenerationsError
from .http_library import httpx
from .journal.opening import WithJournal, ended, opened
from .judgement import answered
from .option_values import Timeouts
from .options import CallOptions, CreateAndWaitOptions, CreateOptions, WaitOptions
from .preparation import Preparation, id_of, target_of
from .retries import Retries
from .sending import Sending
from .settings import Settings
from .signals import SignalsOf
from .task import Task
from .task_record import TaskRecord
from .under_way import UnderWayInThreads
from .waiting import Wait

if TYPE_CHECKING:
    from .journal.book import Journal


class VideoGenerations(Preparation, Sending, WithJournal, Operations):
    """Starts video generations and reads their tasks. May be used by several threads at once.

    Args:
        api_key: The key, sent as a bearer token. Default: the environment variable
            VIDEO_GENERATIONS_API_KEY. With an empty one, or without either, requests are anonymous.
        base_url: Scheme, host, port and, if there is one, the path before `/v2`; that of a relay below
            another `/v2` ends in `/.`, as `https://host/v2/.`. Default: VIDEO_GENERATIONS_BASE_URL.
        timeout: Seconds for each request: for each step, or per step as `Timeouts`. Default:
            `Timeouts()`, 10 s to connect and 120 s to read.
        retries: How often a request is tried where that is safe; None for one attempt.
        headers: More headers for every request. None of them can take the place of those of the client.
        around_attempt: Makes a context around each attempt, such as a span of a trace: see `Attempt`.
        journal: Where names are kept, for `create(…, once="name")`: a file, a PostgreSQL address (extra
            `postgres`), or a `Journal`.
        http_client: Your own httpx.Client, with your proxies, certificates or transport, which stays yours
            to close; or a function that makes one, which is called once in each process.
            It must not repeat requests by itself.

    Raises:
        ConfigurationError: No base URL, a key that would travel in plain text, or a setting of the
            environment (proxies, certificates) that is broken; it is named.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | Timeouts | None = None,
        retries: Retries | None = Retries(),  # noqa: B008 - frozen, and shown in the signature
        headers: Mapping[str, str] | None = None,
        around_attempt: AttemptHook | None = None,
        journal: str | os.PathLike[str] | Journal | None = None,
        http_client: httpx.Client | Callable[[], httpx.Client] | None = None,
    ) -> None:
        key = ApiKey.read(api_key)
        del api_key  # a frame that holds it as text would show it in a report of an error
        self._settings = Settings.read(
            key, base_url, timeout, retries, headers, around_attempt, own_http=http_client is None
        )
        self._connections = Connections(http_client, self._settings)
        self._journal, self._own_journal = opened(journal)
        self._shared = False
        self._under_way = UnderWayInThreads()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, unless the HTTP client is the caller's own, or they are shared by `with_options`.

        A create that is under way in another thread is waited for, up to 10 seconds.
        """
        if not self._shared:
            self._connections.closed = True  # no create begins from now on
            try:
                self._under_way.settled()
            finally:
                self._connections.close()
            if self._own_journal is not None:
                self._own_journal.close()

    def get(self, task: TaskRecord | str, *, timeout: float | Timeouts | None = None) -> Task:
        """Read a task (observed: the documentation does not show this operation).

        Args:
            task: The task, or its id.
            timeout: Seconds for this call.

        Raises:
            NotFound: There is no such task (observed: 400 with `task_not_exist`).
            UnexpectedAnswer: The answer is not a record.
            VideoGenerationsError: Every other error is one of its subclasses.
        """
        seen = self._attempts(self._reading(task, timeout), lambda answer: self._record(answer, task))
        ended(self._journal, seen)
        return seen

    def wait(self, task: TaskRecord | str, **options: Unpack[WaitOptions]) -> Task:
        """Read a task until it has ended, and give the record of its success.

        A read that fails in passing (429, 5xx, no answer) is made up for by the next one. A status
        that is not known is not an end, and is reported to the log.

        Args:
            task: The task, or its id.
            options: interval, wait_timeout, on_progress, cancel, timeout: see WaitOptions.

        Raises:
            TaskFailed: It has ended without a video; `fail_reason` says why.
            WaitTimedOut: It has not ended in time. It goes on.
            WaitCancelled: The `cancel` event was set.
            UnexpectedAnswer: It has succeeded without an output.
            VideoGenerationsError: It cannot be read at all.
        """
        refuse_unknown(options, WaitOptions.__optional_keys__)
        return self._follow(task, self._course(options), fresh=False)

    def _create(self, fields: dict[str, Any], options: CreateOptions) -> Task:
        return (self._created(self._creating(fields, options), options))[0]

    def _call(self, operation: str, fields: dict[str, Any], options: CallOptions, path: Mapping[str, str] = {}) -> Any:
        call = self._calling(operation, fields, options, path)
        return self._attempts(call, lambda answer: answered(answer, operation))

    def _create_and_wait(self, fields: dict[str, Any], options: CreateAndWaitOptions) -> Task:
        course = self._course(options)  # first: its errors must not come after what is paid
        target = target_of(options)
        call = self._creating(fields, options, CreateAndWaitOptions)
        task, fresh = self._created(call, options)
        video = self._follow(task, course, fresh=fresh)
        if target is not None:
            from .download.sending import fetch  # here: most programs fetch nothing

            fetch(video, target)
        return video

    def _created(self, call: Call, options: CreateOptions) -> tuple[Task, bool]:
        """The task of a create, and whether it has only now been started."""
        if call.once is None:
            return self._attempts(call, partial(self._started, call=call, options=options)), True
        from .journal.creating import create_once  # here: most programs have no journal

        send = partial(self._attempts, call, partial(self._started, call=call, options=options))
        return create_once(call.once, send, partial(self._tell, options=options))

    def _follow(self, task: TaskRecord | str, course: Wait, *, fresh: bool) -> Task:
        with course.of(id_of(task), fresh=fresh):
            if fresh:
                self._pause(course)
            while True:
                try:
                    call = self._polling(course)
                    with SignalsOf(call):
                        seen = self._record(self._send(call), task)
                except VideoGenerationsError as error:
                    course.passed_over(error)
                else:
                    ended(self._journal, seen)
                    if course.ended(seen):
                        return seen
                self._pause(course)

    def _pause(self, course: Wait) -> None:
        seconds = course.pause()
        if course.cancel is None:
            time.sleep(seconds)
        else:
            course.cancel.wait(seconds)
            course.check_cancel()
