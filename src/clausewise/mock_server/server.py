"""The mock server: an ASGI application that does what the spec says, and nothing that is not in it."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from http import HTTPStatus
from itertools import count
from typing import Any

from clausewise.mock_server import conforming, life
from clausewise.mock_server.delivery import deliver, read_body, read_request
from clausewise.mock_server.endpoints import Endpoint, Route, Routes
from clausewise.mock_server.exchange import Answer, Receive, Request, Scope, Send
from clausewise.mock_server.hooks.delivering import Hooks
from clausewise.mock_server.parsing import MalformedError, strict_json
from clausewise.mock_server.preference import preferred
from clausewise.mock_server.steps import Interrupt, Steps
from clausewise.mock_server.tasks import NOTHING_ASKED, Task, Tasks, TasksInMemory
from clausewise.mock_server.videos import film, serving
from clausewise.mock_server.videos.download import download
from clausewise.spec import Link, Spec, SpecError
from clausewise.spec.operations import found

#: The longest request body that is taken, in bytes.
BODY_LIMIT = 10_000_000


class MockServer:
    """A server of a spec, raw ASGI. `accepted` counts the paid creates that it took, `requests` all requests.

    `keys` are the API keys that it knows; `pace` is the time in seconds that a task stays in each stage of its
    life; `tasks` is where tasks are kept, in memory when None; `hooks` calls whom a request asks to be called;
    `changes` are made to the server once it stands, as faults and variants are.
    """

    def __init__(
        self,
        spec: Spec,
        *,
        keys: frozenset[str] = frozenset(),
        pace: float = 1.0,
        tasks: Tasks | None = None,
        hooks: Hooks | None = None,
        changes: Iterable[Callable[[MockServer], None]] = (),
    ) -> None:
        self.spec = spec
        self.keys = keys
        self.accepted = 0
        self.requests = 0
        self.pace = pace
        self.tasks: Tasks = TasksInMemory() if tasks is None else tasks
        self.hooks = Hooks() if hooks is None else hooks
        self.routes = Routes(spec, keys)
        self._numbers = count(1)
        endpoints = [endpoint for route in self.routes for endpoint in route.methods.values()]
        anywhere = next(iter(endpoints), None)
        if anywhere is None:
            raise SpecError(f"{spec.source}: there is no operation to serve; add one below paths")
        #: The operations that read tasks, and those that start them, by the id of the reading one.
        self.readers = {endpoint.operation.id: endpoint for endpoint in endpoints if endpoint.created_by}
        self.creators = {endpoint.link.target: endpoint for endpoint in endpoints if endpoint.link}
        #: Whose error shape a refusal has that belongs to no operation.
        self._anywhere = anywhere
        self.steps = Steps(
            answer=self._answer,
            route=lambda request: self.routes.find(request.path),
            authorize=lambda endpoint, request: endpoint.authorization.refusal(request),
            media_type=conforming.media_type,
            parse=strict_json,
            judge=conforming.judge,
            identify=self._identify,
            accept=conforming.accept,
            record=life.record,
            unknown=lambda endpoint, _: endpoint.refusals.unknown(),
            refuse=lambda endpoint, *refusal: endpoint.refusals.answer(*refusal),
            notify=conforming.notify,
            shape=lambda task: conforming.video_shape(self.creators.get(task.reader), task),
            film=film.film,
            download=lambda request, task: download(request, self._file(task), film.MEDIA_TYPE),
        )
        for change in changes:
            change(self)

    def reset(self) -> None:
        """Forget tasks and counts."""
        self.accepted = self.requests = 0
        self.tasks.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI 3)."""
        if scope["type"] == "lifespan":
            return
        body = await read_body(receive, BODY_LIMIT)
        self.requests += 1
        if body is None:
            answer = self.steps.refuse(
                self._anywhere, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is longer than {BODY_LIMIT} bytes", ()
            )
        else:
            request = read_request(scope, body)
            answer = await self._video(request) if serving.is_video(request.path) else self.answer(request)
        await deliver(answer, scope, receive, send)

    async def _video(self, request: Request) -> Answer:
        return await serving.serve(request, self.tasks, self.readers, self.steps.download)

    def _file(self, task: Task) -> bytes:
        return film.stamped(self.steps.film(self.steps.shape(task)), str(task.id))

    def answer(self, request: Request) -> Answer:
        """The answer to one request, before it is sent."""
        try:
            return self.steps.answer(request)
        except Interrupt as interrupt:
            return interrupt.answer

    def _answer(self, request: Request) -> Answer:
        found = self.steps.route(request)
        if found is None:
            return self.steps.refuse(self._anywhere, HTTPStatus.NOT_FOUND, "there is nothing at this path", ())
        route, in_path = found
        endpoint = route.methods.get(request.method)
        if endpoint is None:
            return self._no_method(route)
        reason = self.steps.authorize(endpoint, request)
        if reason is not None:
            return self.steps.refuse(endpoint, HTTPStatus.UNAUTHORIZED, reason, ((b"www-authenticate", b"Bearer"),))
        prefer = request.header(b"prefer")
        answer = preferred(endpoint, prefer) if prefer else None
        if answer is None:
            answer = self._judged(endpoint, request, in_path)
        if endpoint.operation.paid and answer.accepts:
            self.accepted += 1
        return answer

    def _no_method(self, route: Route) -> Answer:
        endpoint = next(iter(route.methods.values()))
        allow = (b"allow", route.allow)
        return self.steps.refuse(endpoint, HTTPStatus.METHOD_NOT_ALLOWED, "the path has no such method", (allow,))

    def _judged(self, endpoint: Endpoint, request: Request, in_path: dict[str, str]) -> Answer:
        operation = endpoint.operation
        breaches = list(endpoint.parameters.breaches(request, in_path))
        value: Any = None
        if operation.body_media_types and (request.body or operation.body_required):
            reason = self.steps.media_type(endpoint, request)
            if reason is not None:
                return self.steps.refuse(endpoint, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, reason, ())
            if endpoint.body is not None and not conforming.other_media_type(endpoint, request):
                try:
                    value = self.steps.parse(request.body)
                    breaches += self.steps.judge(endpoint, value)
                except MalformedError as error:
                    return self.steps.refuse(endpoint, endpoint.invalid, str(error), ())
        if breaches:
            return self.steps.refuse(endpoint, endpoint.invalid, conforming.told(breaches), ())
        if endpoint.created_by is not None:
            return self._read(endpoint, request, in_path)
        task_id = self.steps.identify(endpoint, value) if endpoint.link else None
        answer = self.steps.accept(endpoint, value, task_id)
        if endpoint.link and answer.accepts:
            task = self._task(endpoint, endpoint.link, request, value, task_id)
            self.tasks.add(task)
            if task.hook is not None:
                self.plan_hook(task)
        return answer

    def plan_hook(self, task: Task) -> None:
        """Let the hook of a task be called when the task ends, if it ever does."""
        creator, reader = self.creators.get(task.reader), self.readers.get(task.reader)
        seconds = life.ends_after(reader, task) if reader else math.inf
        if creator is None or reader is None or math.isinf(seconds):
            return
        ended = replace(task, now=task.created + seconds)
        left = ended.now - self.tasks.clock()
        for call in self.steps.notify(creator, ended, self.steps.record(reader, ended)):
            self.hooks.plan(str(task.id), call, left + call.after)

    def _task(self, endpoint: Endpoint, link: Link, request: Request, value: Any, task_id: Any) -> Task:
        return Task(
            id=task_id,
            created=self.tasks.clock(),
            reader=link.target,
            pace=self.pace,
            base_url=request.base_url,
            hook=endpoint.callback.url(value) if endpoint.callback else None,
            asked=endpoint.video_terms.asked(value) if endpoint.video_terms else NOTHING_ASKED,
        )

    def _read(self, endpoint: Endpoint, request: Request, in_path: dict[str, str]) -> Answer:
        assert endpoint.created_by is not None  # noqa: S101 - the caller has asked
        task_id = endpoint.parameters.text(endpoint.created_by[1].parameter, request, in_path)
        task = self.tasks.find(task_id)
        if task is None or ("forgotten" in task.life and life.has_ended(endpoint, task)):
            return self.steps.unknown(endpoint, task_id)
        return conforming.shown(endpoint, self.steps.record(endpoint, task))

    def _identify(self, endpoint: Endpoint, _: Any) -> Any:
        link = endpoint.link
        numeric = link is not None and isinstance(found(endpoint.shown, link.keys), int)
        return next(self._numbers) if numeric else str(uuid.uuid4())
