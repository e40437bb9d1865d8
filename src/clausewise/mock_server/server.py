"""The mock server: an ASGI application that does what the spec says, and shows what it has done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from clausewise.mock_server import cross_origin
from clausewise.mock_server.answering import Answering
from clausewise.mock_server.delivery import deliver, read_body, read_request
from clausewise.mock_server.exchange import Answer, Receive, Request, Scope, Send
from clausewise.mock_server.hooks.delivering import Hooks
from clausewise.mock_server.pages.own import Facts, handlers
from clausewise.mock_server.seen import RequestLog
from clausewise.mock_server.store import StoreError
from clausewise.mock_server.switching import Switching
from clausewise.mock_server.tasks import Tasks
from clausewise.mock_server.videos import serving
from clausewise.spec import Spec
from clausewise.spec.operations import READS

#: The longest request body that is taken, in bytes.
BODY_LIMIT = 10_000_000


class MockServer(Answering):
    """A server of a spec, raw ASGI. `accepted` counts the paid creates that it took, `requests` all requests.

    `keys` are the API keys that it knows; `pace` is the time in seconds that a task stays in each stage of its
    life; `tasks` is where tasks are kept, in memory when None; `hooks` calls whom a request asks to be called;
    `switching` are the faults and variants that may be switched while it runs; `changes` are made to the server once
    it stands, as faults and variants are.
    """

    def __init__(
        self,
        spec: Spec,
        *,
        keys: frozenset[str] = frozenset(),
        pace: float = 1.0,
        tasks: Tasks | None = None,
        hooks: Hooks | None = None,
        switching: Switching | None = None,
        changes: Iterable[Callable[[Any], None]] = (),
    ) -> None:
        super().__init__(spec, keys=keys, pace=pace, tasks=tasks, hooks=hooks, changes=changes)
        self.requests = 0
        self.seen = RequestLog(keys)
        self.switching = Switching() if switching is None else switching
        self.facts = Facts(
            requests=self.seen.lines,
            hooks=lambda: list(self.hooks.log),
            now=lambda: self.switching.now,
            faults=self.switching.faults,
            variants=self.switching.variants,
        )
        self.build_pages()

    def build_pages(self) -> None:
        """Make the pages of the server anew, after a change of its facts."""
        pages = handlers(self.spec, self.facts, lambda request: self.switched(request))
        self._pages = {path: page for path, page in pages.items() if self.routes.find(path) is None}

    def switched(self, request: Request) -> Answer:
        """The answer to a request that may switch faults and variants."""
        return self.switching.answer(request, self.change)

    def reset(self) -> None:
        """Forget tasks and counts."""
        self.accepted = self.requests = 0
        self.tasks.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI 3)."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        body = await read_body(receive, BODY_LIMIT)
        self.requests += 1
        request = read_request(scope, b"" if body is None else body)
        if request.path in self._pages:
            answer = self._pages[request.path](request)
        else:
            of_video = serving.is_video(request.path) and not cross_origin.is_preflight(request)
            answer = await self._video(request) if of_video else self._of_spec(request, too_long=body is None)
            answer = await self.steps.hand_over(request, answer)
            self.seen.note(request, answer, () if of_video else self.refused_for)
            if b"origin" in request.headers:
                answer = cross_origin.opened(answer)
        await deliver(answer, scope, receive, send)

    async def _video(self, request: Request) -> Answer:
        return await serving.serve(request, self.tasks, self.readers, self.steps.download)

    def _of_spec(self, request: Request, *, too_long: bool) -> Answer:
        self.refused_for = ()
        if too_long:
            says = f"the body is longer than {BODY_LIMIT} bytes"
            return self.refuse(self.anywhere, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, says)
        if cross_origin.is_preflight(request):
            found = self.routes.find(request.path)
            return cross_origin.preflight(request, sorted(found[0].methods) if found else READS)
        try:
            return self.answer(request)
        except StoreError as error:  # nothing is accepted that is not kept
            return self.refuse(self.anywhere, HTTPStatus.SERVICE_UNAVAILABLE, str(error))

    async def begin(self) -> None:
        """Go on with the hooks that earlier processes have left."""
        for task in self.tasks.resume():
            self.plan_hook(task)

    async def end(self) -> None:
        """Call no more hooks, and close what is open."""
        await self.hooks.stop()
        self.tasks.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Begin and end in order, as uvicorn says (ASGI's lifespan)."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.begin()
            else:
                await self.end()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
