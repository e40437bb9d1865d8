"""The asynchronous client: the same as the synchronous one, awaited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self, Unpack

import httpx

from ._generated.signatures import AsyncCreateVideoGeneration
from .answer import Answer
from .api_key import ApiKey
from .check import refuse_unknown
from .errors import VideoGenerationsError
from .exchange import Call, send_async
from .options import CreateAndWaitOptions, CreateOptions, Timeouts, WaitOptions
from .preparation import Preparation, id_of
from .retries import Retries
from .task import Task
from .waiting import Wait


class AsyncVideoGenerations(Preparation, AsyncCreateVideoGeneration):
    """Starts video generations and reads their tasks, under asyncio or trio.

    Args:
        api_key: The key, sent as a bearer token. Default: the environment variable
            VIDEO_GENERATIONS_API_KEY. With an empty one, or without either, requests are anonymous.
        base_url: Scheme, host, port and, if there is one, the path before `/v2`. Default:
            VIDEO_GENERATIONS_BASE_URL.
        timeout: Seconds for each request: for each step, or per step as `Timeouts`. Default:
            `Timeouts()`, 10 s to connect and 120 s to read.
        retries: How often a request is tried where that is safe; None for one attempt.
        http_client: Your own httpx.AsyncClient, with your proxies, certificates or transport. It
            stays yours to close. It must not repeat requests by itself.

    Raises:
        ConfigurationError: No base URL, or a key that would travel in plain text.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | Timeouts | None = None,
        retries: Retries | None = Retries(),  # noqa: B008 - frozen, and shown in the signature
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        key = ApiKey.read(api_key)
        del api_key  # a frame that holds it as text would show it in a report of an error
        super().__init__(key, base_url, timeout, retries)
        self._owned = http_client is None
        if http_client is None:
            http_client = httpx.AsyncClient(trust_env=self._settings.may_use_proxy)
        self._http = http_client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections, unless the HTTP client is the caller's own."""
        if self._owned:
            await self._http.aclose()

    async def get(self, task: Task | str, *, timeout: float | Timeouts | None = None) -> Task:
        """Read a task; see `VideoGenerations.get`."""
        return await self._attempts(self._reading(task, timeout), lambda answer: self._record(answer, task))

    async def wait(self, task: Task | str, **options: Unpack[WaitOptions]) -> Task:
        """Read a task until it has ended; see `VideoGenerations.wait`. Cancel it like any coroutine."""
        refuse_unknown(options, WaitOptions.__optional_keys__)
        return await self._follow(task, self._course(options), fresh=False)

    async def _create(self, fields: dict[str, Any], options: CreateOptions) -> Task:
        return await self._attempts(self._creating(fields, options), self._started)

    async def _create_and_wait(self, fields: dict[str, Any], options: CreateAndWaitOptions) -> Task:
        course = self._course(options)  # first: its errors must not come after what is paid
        call = self._creating(fields, options, CreateAndWaitOptions)
        task = await self._attempts(call, self._started)
        return await self._follow(task, course, fresh=True)

    async def _follow(self, task: Task | str, course: Wait, *, fresh: bool) -> Task:
        with course.of(id_of(task), fresh=fresh):
            if fresh:
                await self._pause(course)
            while True:
                try:
                    seen = self._record(await self._send(self._polling(course)), task)
                except VideoGenerationsError as error:
                    course.passed_over(error)
                else:
                    if course.ended(seen):
                        return seen
                await self._pause(course)

    async def _pause(self, course: Wait) -> None:
        import anyio  # here: httpx brings it, and loads it only where it is used

        left = course.pause()
        while left > 0:
            step = left if course.cancel is None else min(left, 1.0)  # a threading.Event cannot be awaited
            await anyio.sleep(step)
            left -= step
            course.check_cancel()

    async def _attempts(self, call: Call, understood: Callable[[Answer], Task]) -> Task:
        try:
            return understood(await self._send(call))
        except VideoGenerationsError as error:
            first = error
        async for attempt in self._settings.retries.loop(call):
            with attempt:
                if attempt.num == 1:
                    raise first  # it was made above: most calls need no loop
                return understood(await self._send(call))
        raise AssertionError("the last attempt returns or raises")

    async def _send(self, call: Call) -> Answer:
        return await send_async(self._http, call, self._settings)
