"""The few mechanisms that faults and variants are made of: each makes a change of one step of a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clausewise.mock_server.exchange import Answer, Request, json_answer
from clausewise.mock_server.faults.body_conditions import When
from clausewise.mock_server.faults.entry import Change
from clausewise.mock_server.steps import Interrupt

if TYPE_CHECKING:
    from clausewise.mock_server.endpoints import Endpoint
    from clausewise.mock_server.server import MockServer
    from clausewise.mock_server.tasks import Task
    from clausewise.spec import Breach

#: The reading of a field that leaves it out.
ABSENT = object()
CRASH = json_answer(500, {"error": {"message": "Internal error", "type": "server_error", "code": "internal"}})


def reads(transform: Callable[[Any], Any]) -> Change:
    """Judge what the body is turned into, not what was sent."""

    def change(server: MockServer) -> None:
        judge = server.steps.judge
        server.steps.judge = lambda endpoint, value: judge(endpoint, transform(value))

    return change


def reads_field(name: str, transform: Callable[[Any], Any]) -> Change:
    """Judge what one field is turned into; ABSENT leaves it out."""

    def reading(body: Any) -> Any:
        if not isinstance(body, dict) or name not in body:
            return body
        value = transform(body[name])
        rest = {key: part for key, part in body.items() if key != name}
        return rest if value is ABSENT else {**rest, name: value}

    return reads(reading)


def ignores(clause: str, when: When = lambda _: True) -> Change:
    """Forget a clause, always or for some bodies."""

    def change(server: MockServer) -> None:
        judge = server.steps.judge

        def lenient(endpoint: Endpoint, value: Any) -> list[Breach]:
            return [found for found in judge(endpoint, value) if found.clause.id != clause or not when(value)]

        server.steps.judge = lenient

    return change


def refuses(when: When) -> Change:
    """Refuse some valid bodies with 400."""

    def change(server: MockServer) -> None:
        judge = server.steps.judge

        def strict(endpoint: Endpoint, value: Any) -> list[Breach]:
            found = judge(endpoint, value)
            if not found and when(value):
                raise Interrupt(server.steps.refuse(endpoint, 400, "not supported", ()))
            return found

        server.steps.judge = strict

    return change


def answers_to(when: When, answer: Answer) -> Change:
    """Answer some bodies, valid or not, with one fixed answer."""

    def change(server: MockServer) -> None:
        judge = server.steps.judge

        def judged(endpoint: Endpoint, value: Any) -> list[Breach]:
            if when(value):
                raise Interrupt(answer)
            return judge(endpoint, value)

        server.steps.judge = judged

    return change


def crashes(when: When, answer: Answer = CRASH) -> Change:
    """Answer some bodies with 500."""
    return answers_to(when, answer)


def crashes_at(when: Callable[[Request], bool]) -> Change:
    """Answer some requests with 500, before anything of them is read."""
    return replies(lambda request, serve: CRASH if when(request) else serve(request))


def replies(reply: Callable[[Request, Callable[[Request], Answer]], Answer]) -> Change:
    """Stand between the request and the server: see both, change either."""

    def change(server: MockServer) -> None:
        serve = server.steps.answer

        def caught(request: Request) -> Answer:
            try:
                return serve(request)
            except Interrupt as interrupt:
                return interrupt.answer

        server.steps.answer = lambda request: reply(request, caught)

    return change


def accepts_with(alter: Callable[[Any, Answer], Answer]) -> Change:
    """Change the answer to an accepted create, knowing its body."""

    def change(server: MockServer) -> None:
        accept = server.steps.accept
        server.steps.accept = lambda endpoint, value, task_id: alter(value, accept(endpoint, value, task_id))

    return change


def accepts_as(alter: Callable[[str], Any]) -> Change:
    """Answer an accepted create with the JSON value that is made from its task id."""
    return accepts_with(lambda _, answer: replace(answer, body=_json(alter(json.loads(answer.body)["task_id"]))))


def errs_with(alter: Callable[[Answer], Answer], statuses: frozenset[int] | None = None) -> Change:
    """Change refusals, of some statuses or of all."""

    def change(server: MockServer) -> None:
        refuse = server.steps.refuse

        def refused(endpoint: Endpoint, status: int, reason: str, headers: tuple[tuple[bytes, bytes], ...]) -> Answer:
            answer = refuse(endpoint, status, reason, headers)
            return alter(answer) if statuses is None or status in statuses else answer

        server.steps.refuse = refused

    return change


def records_with(alter: Callable[[dict[str, Any], Task], Any]) -> Change:
    """Change what is read of a task."""

    def change(server: MockServer) -> None:
        record = server.steps.record
        server.steps.record = lambda endpoint, task: alter(dict(record(endpoint, task)), task)

    return change


def parses_with(parse: Callable[[bytes, Callable[[bytes], Any]], Any]) -> Change:
    """Read bodies in another way, given the strict one."""

    def change(server: MockServer) -> None:
        strict = server.steps.parse
        server.steps.parse = lambda body: parse(body, strict)

    return change


def takes_media(test: Callable[[str | None], bool]) -> Change:
    """Take further media types."""

    def change(server: MockServer) -> None:
        refusal = server.steps.media_type

        def lenient(endpoint: Endpoint, request: Request) -> str | None:
            return None if test(request.header(b"content-type")) else refusal(endpoint, request)

        server.steps.media_type = lenient

    return change


def both(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(server: MockServer) -> None:
        for each in changes:
            each(server)

    return change


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
