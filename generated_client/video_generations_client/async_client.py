"""The asynchronous client: the same as the synchronous one, awaited."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack

from ._generated.signatures import AsyncOperations
from .api_key import ApiKey
from .arguments import refuse_unknown
from .attempts import AttemptHook
from .call import Call
from .connections import AsyncConnections
from .errors import VideoGenerationsError
from .http_library import httpx
from .interruption import settled
from .journal.opening import WithAsyncJournal, ended, opened
from .judgement import answered
from .option_values import Timeouts
from .options import CallOptions, CreateAndWaitOptions, CreateOptions, WaitOptions
from .preparation import Preparation, id_of, target_of
from .retries import Retries
from .sending import AsyncSending
from .settings import Settings
from .task import Task
from .task_record import TaskRecord
from .threads import in_thread
from .waiting import Wait

if TYPE_CHECKING:
    from .download.options import Download
    from .interruption import UnderWayInLoops
    from .journal.book import Journal


class AsyncVideoGenerations(Preparation, AsyncSending, WithAsyncJournal, AsyncOperations):
    """Starts video generations and reads their tasks, under asyncio or trio.

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
        http_client: Your own httpx.AsyncClient, with your proxies, certificates or transport, which stays yours
            to close; or a function that makes one, which is called once in each process and event loop.
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
        http_client: httpx.AsyncClient | Callable[[], httpx.AsyncClient] | None = None,
    ) -> None:
        key = ApiKey.read(api_key)
        del api_key  # a frame that holds it as text would show it in a report of an error
        self._settings = Settings.read(
            key, base_url, timeout, retries, headers, around_attempt, own_http=http_client is None
        )
        self._connections = AsyncConnections(http_client, self._settings)
        self._journal, self._own_journal = opened(journal)
        self._shared = False
        self._under_way: UnderWayInLoops = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections, unless the HTTP client is the caller's own, or they are shared by `with_options`.

        A create that is under way is waited for, up to 10 seconds.
        """
        if not self._shared:
            self._connections.closed = True  # no create begins from now on
            await settled(self._under_way)
            await self._connections.aclose()
            if self._own_journal is not None:
                await in_thread(self._own_journal.close)

    async def get(self, task: TaskRecord | str, *, timeout: float | Timeouts | None = None) -> Task:
        """Read a task; see `VideoGenerations.get`."""
        seen = await self._attempts(self._reading(task, timeout), lambda answer: self._record(answer, task))
        await self._seen(seen)
        return seen

    async def wait(self, task: TaskRecord | str, **options: Unpack[WaitOptions]) -> Task:
        """Read a task until it has ended; see `VideoGenerations.wait`. Cancel it like any coroutine."""
        refuse_unknown(options, WaitOptions.__optional_keys__)
        return await self._follow(task, self._course(options), fresh=False)

    async def download(self, task: Task, to: str | os.PathLike[str] | Download) -> Path:
        """Fetch the video of a task into a file, or as a `Download` says; see `Task.download`."""
        from .download.options import Download  # here: most programs fetch nothing
        from .download.sending import fetch_async

        return await fetch_async(task, Download.of(to))

    async def _create(self, fields: dict[str, Any], options: CreateOptions) -> Task:
        return (await self._created(self._creating(fields, options), options))[0]

    async def _call(
        self, operation: str, fields: dict[str, Any], options: CallOptions, path: Mapping[str, str] = {}
    ) -> Any:
        call = self._calling(operation, fields, options, path)
        return await self._attempts(call, lambda answer: answered(answer, operation))

    async def _create_and_wait(self, fields: dict[str, Any], options: CreateAndWaitOptions) -> Task:
        course = self._course(options)  # first: its errors must not come after what is paid
        target = target_of(options)
        call = self._creating(fields, options, CreateAndWaitOptions)
        task, fresh = await self._created(call, options)
        video = await self._follow(task, course, fresh=fresh)
        if target is not None:
            await self.download(video, target)
        return video

    async def _created(self, call: Call, options: CreateOptions) -> tuple[Task, bool]:
        """The task of a create, and whether it has only now been started."""
        if call.once is None:
            return await self._attempts(call, partial(self._started, call=call, options=options)), True
        from .journal.creating import create_once_async  # here: most programs have no journal

        send = partial(self._attempts, call, partial(self._started, call=call, options=options))
        return await create_once_async(call.once, send, partial(self._tell, options=options))

    async def _follow(self, task: TaskRecord | str, course: Wait, *, fresh: bool) -> Task:
        with course.of(id_of(task), fresh=fresh):
            if fresh:
                await self._pause(course)
            while True:
                try:
                    seen = self._record(await self._send(self._polling(course)), task)
                except VideoGenerationsError as error:
                    course.passed_over(error)
                else:
                    await self._seen(seen)
                    if course.ended(seen):
                        return seen
                await self._pause(course)

    async def _seen(self, task: Task) -> None:
        if self._journal is not None and task.finished:
            await in_thread(ended, self._journal, task)

    async def _pause(self, course: Wait) -> None:
        import anyio  # here: httpx brings it, and loads it only where it is used

        left = course.pause()
        while left > 0:
            step = left if course.cancel is None else min(left, 1.0)  # a threading.Event cannot be awaited
            await anyio.sleep(step)
            left -= step
            course.check_cancel()
