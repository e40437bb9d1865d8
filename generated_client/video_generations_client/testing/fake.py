"""Clients that need no network and never really wait: all the rest, checks and errors too, is the real one."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping
from typing import Any

from ..async_client import AsyncVideoGenerations
from ..client import VideoGenerations
from ..download.sending import OFFLINE
from ..http_library import httpx
from ..journal.book import Journal
from ..preparation import Preparation
from ..waiting import Wait
from .tasks import Outcome, Tasks

_numbers = itertools.count(1)


class _Faked(Preparation):
    """The common part of both fakes: answered by `tasks`, and with a clock that only a wait moves."""

    tasks: Tasks
    #: Seconds that were waited for, without any waiting.
    waited: float

    def _answered_by(self, *outcomes: Outcome, reads: int) -> tuple[str, httpx.MockTransport]:
        self.tasks = Tasks(*outcomes, reads=reads)
        self.waited = 0.0
        host = f"fake-{next(_numbers)}.invalid"  # no such name is ever resolved
        self.tasks.url = f"https://{host}"
        OFFLINE[host] = httpx.MockTransport(self._answer)
        return self.tasks.url, OFFLINE[host]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        reply = self.tasks.answer(request.method, path, headers, request.read())
        if reply is None:
            raise httpx.ReadError("this test wants no answer", request=request)
        return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.body)

    def _course(self, options: Mapping[str, Any]) -> Wait:
        course = super()._course(options)
        course.set_clock(lambda: self.waited)
        return course

    def _waited(self, course: Wait) -> None:
        self.waited += course.pause()
        course.check_cancel()


class FakeVideoGenerations(_Faked, VideoGenerations):
    """A `VideoGenerations` for tests.

    Args:
        outcomes: What becomes of the creates, in turn: see `Tasks`. `tasks.created` holds what would have been paid.
        reads: How often a task is seen to go on before it has ended.
        journal: As of the real client.
    """

    def __init__(
        self, *outcomes: Outcome, reads: int = 1, journal: str | os.PathLike[str] | Journal | None = None
    ) -> None:
        url, transport = self._answered_by(*outcomes, reads=reads)
        made = httpx.Client
        super().__init__("", base_url=url, journal=journal, retries=None, http_client=lambda: made(transport=transport))

    def _pause(self, course: Wait) -> None:
        self._waited(course)


class FakeAsyncVideoGenerations(_Faked, AsyncVideoGenerations):
    """An `AsyncVideoGenerations` for tests, like `FakeVideoGenerations`."""

    def __init__(
        self, *outcomes: Outcome, reads: int = 1, journal: str | os.PathLike[str] | Journal | None = None
    ) -> None:
        url, transport = self._answered_by(*outcomes, reads=reads)
        made = httpx.AsyncClient
        super().__init__("", base_url=url, journal=journal, retries=None, http_client=lambda: made(transport=transport))

    async def _pause(self, course: Wait) -> None:
        import anyio

        self._waited(course)
        await anyio.sleep(0)  # others have their turn, as in a real wait
