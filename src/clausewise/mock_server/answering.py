"""Answering requests by the spec, apart from ASGI: the steps of a server in their order, and its tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from clausewise.mock_server import conforming, life, media_types
from clausewise.mock_server.endpoints import Endpoint, Route, Routes
from clausewise.mock_server.exchange import Answer, Headers, Request
from clausewise.mock_server.hooks.delivering import Hooks
from clausewise.mock_server.parsing import MalformedError, strict_json
from clausewise.mock_server.scripting import REFUSED, Script, ScriptError, ordered, script
from clausewise.mock_server.starting import Starting
from clausewise.mock_server.steps import Interrupt, Steps
from clausewise.mock_server.tasks import Tasks, TasksInMemory
from clausewise.mock_server.videos import film
from clausewise.mock_server.videos.file_answer import download
from clausewise.spec import Spec
from clausewise.spec.operations import value_at

_BEARER: Headers = ((b"www-authenticate", b"Bearer"),)


class Answering(Starting):
    """The operations of a spec and how they are answered. `accepted` counts the paid creates that were taken.

    `refused_for` are the ids of the clauses that the last request broke, as far as it was refused for one.
    """

    def __init__(
        self,
        spec: Spec,
        *,
        keys: frozenset[str] = frozenset(),
        pace: float = 1.0,
        tasks: Tasks | None = None,
        hooks: Hooks | None = None,
        changes: Iterable[Callable[[Any], None]] = (),
    ) -> None:
        super().__init__(Routes(spec, keys), pace, tasks or TasksInMemory(), hooks or Hooks())
        self.spec = spec
        self.keys = keys
        self.accepted = 0
        self.refused_for: tuple[str, ...] = ()
        self._clauses: dict[tuple[str, str], str] = {}
        self.change(changes)

    def change(self, changes: Iterable[Callable[[Any], None]]) -> None:
        """Be a correct server with these changes, faults and variants; those that were made before are undone."""
        self.steps = Steps(
            answer=self._answer,
            route=lambda request: self.routes.find(request.path),
            authorize=lambda endpoint, request: endpoint.authorization.refusal(request),
            media_type=conforming.media_type,
            parse=strict_json,
            judge=conforming.judge,
            identify=self.identify,
            accept=conforming.accept,
            record=life.record,
            unknown=lambda endpoint, _: endpoint.refusals.unknown(),
            refuse=lambda endpoint, *refusal: endpoint.refusals.answer(*refusal),
            notify=conforming.notify,
            shape=lambda task: conforming.video_shape(self.creators.get(task.reader), task),
            film=film.film,
            download=lambda request, task: download(request, self.file(task), film.MEDIA_TYPE),
            hand_over=conforming.hand_over,
        )
        for change in changes:
            change(self)

    def answer(self, request: Request) -> Answer:
        """The answer to one request, before it is sent."""
        self.refused_for = ()
        try:
            return self.steps.answer(request)
        except Interrupt as interrupt:
            return interrupt.answer

    def refuse(
        self, endpoint: Endpoint, status: int, reason: str, keyword: str | None = None, headers: Headers = ()
    ) -> Answer:
        """A refusal in the shape of the spec, and a note of the clause that governs the keyword."""
        if keyword is not None:
            self.refused_for = (self._clause(endpoint, keyword),)
        return self.steps.refuse(endpoint, status, reason, headers)

    def _clause(self, endpoint: Endpoint, keyword: str) -> str:
        key = (endpoint.operation.id, keyword)
        if key not in self._clauses:
            location = endpoint.operation.location
            if keyword == "auth":
                location = self.spec.security_scheme or location
            elif keyword in ("body", "media-type") and "requestBody" in endpoint.operation.node:
                location = (*location, "requestBody")
            self._clauses[key] = self.spec.governing(location, keyword).id
        return self._clauses[key]

    def _answer(self, request: Request) -> Answer:
        found = self.steps.route(request)
        if found is None:
            return self.refuse(self.anywhere, HTTPStatus.NOT_FOUND, "there is nothing at this path")
        route, in_path = found
        endpoint = route.methods.get(request.method)
        if endpoint is None:
            return self._no_method(route)
        reason = self.steps.authorize(endpoint, request)
        if reason is not None:
            return self.refuse(endpoint, HTTPStatus.UNAUTHORIZED, reason, "auth", _BEARER)
        accept = request.headers.get(b"accept")
        wanted = (
            media_types.preferred(accept.decode("latin-1"), endpoint.media_types) if accept else endpoint.media_type
        )
        if wanted is None and endpoint.media_type is not None:
            offered = " or ".join(endpoint.media_types)
            return self.refuse(endpoint, HTTPStatus.NOT_ACCEPTABLE, f"the answer is {offered}, which Accept leaves out")
        try:
            wish = script(request)
            answer = self._ordered(endpoint, request, in_path, wish or Script())
        except ScriptError as error:
            return self.refuse(endpoint, REFUSED, str(error))
        if answer.accepts and wanted != endpoint.media_type and wanted is not None:
            answer = conforming.shown_as(endpoint, wanted)
        if wish is not None:
            headers = (*answer.headers, (b"preference-applied", wish.applied))
            answer = replace(answer, headers=headers, delay=answer.delay + wish.wait)
        if endpoint.operation.paid and answer.accepts:
            self.accepted += 1
        return answer

    def _no_method(self, route: Route) -> Answer:
        endpoint = next(iter(route.methods.values()))
        allow = (b"allow", route.allow)
        says = "the path has no such method"
        return self.refuse(endpoint, HTTPStatus.METHOD_NOT_ALLOWED, says, "method", (allow,))

    def _ordered(self, endpoint: Endpoint, request: Request, in_path: dict[str, str], wish: Script) -> Answer:
        if wish.code is None and wish.example is None:
            return self._judged(endpoint, request, in_path, wish)
        if endpoint.created_by is not None:
            task_id = endpoint.parameters.text(endpoint.created_by[1].parameter, request, in_path)
            task = self.tasks.find(task_id)
            return ordered(endpoint, wish, endpoint.shown_id, task.id if task else task_id)
        if endpoint.link is None:
            return ordered(endpoint, wish, None, None)
        task_id = self.steps.identify(endpoint, None)
        answer = ordered(endpoint, wish, value_at(endpoint.shown, endpoint.link.keys), task_id)
        if answer.accepts:
            self.start(endpoint, request, None, task_id, wish.life)
        return answer

    def _judged(self, endpoint: Endpoint, request: Request, in_path: dict[str, str], wish: Script) -> Answer:
        operation = endpoint.operation
        breaches = list(endpoint.parameters.breaches(request, in_path))
        value: Any = None
        if operation.body_media_types and (request.body or operation.body_required):
            reason = self.steps.media_type(endpoint, request)
            if reason is not None:
                return self.refuse(endpoint, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, reason, "media-type")
            if endpoint.body is not None and not conforming.other_media_type(endpoint, request):
                try:
                    value = self.steps.parse(request.body)
                    breaches += self.steps.judge(endpoint, value)
                except MalformedError as error:
                    return self.refuse(endpoint, endpoint.invalid, str(error), "body")
        if breaches:
            self.refused_for = tuple(dict.fromkeys(breach.clause.id for breach in breaches))
            return self.refuse(endpoint, endpoint.invalid, conforming.refusal_reason(breaches))
        if endpoint.created_by is not None:
            return self._read(endpoint, request, in_path)
        task_id = self.steps.identify(endpoint, value) if endpoint.link else None
        answer = self.steps.accept(endpoint, value, task_id)
        if endpoint.link and answer.accepts:
            self.start(endpoint, request, value, task_id, wish.life)
        return answer

    def _read(self, endpoint: Endpoint, request: Request, in_path: dict[str, str]) -> Answer:
        assert endpoint.created_by is not None  # noqa: S101 - the caller has asked
        task_id = endpoint.parameters.text(endpoint.created_by[1].parameter, request, in_path)
        task = self.tasks.find(task_id)
        if task is None or ("forgotten" in task.life and life.has_ended(endpoint, task)):
            self.refused_for = (self._clause(endpoint, "unknown-id"),)
            return self.steps.unknown(endpoint, task_id)
        return conforming.shown(endpoint, self.record(endpoint, task))
