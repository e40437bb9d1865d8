"""State: tasks that cannot be read, are read differently each time, or are there though nobody made them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING

from clausewise.mock_server.exchange import Answer, Request, json_answer
from clausewise.mock_server.faults.entry import Change, Family, Fault
from clausewise.mock_server.faults.mechanisms import CRASH, records_with, replies
from clausewise.mock_server.faults.witness_requests import FRESH, READ, UNKNOWN

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer

FAMILY: Family = "state"
ONCE = (FRESH, READ)
TWICE = (FRESH, READ, READ)


def _reads(alter: Callable[[Answer], Answer]) -> Change:
    """Change every answer to a GET that found its task."""

    def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
        answer = serve(request)
        return alter(answer) if request.method == "GET" and answer.accepts else answer

    return replies(reply)


def _unknown(name: str, clauses: tuple[str, ...], says: str, answer: Answer) -> Fault:
    def change(server: MockServer) -> None:
        server.steps.unknown = lambda *_: answer

    return Fault(f"unknown-id-{name}", FAMILY, clauses, says, change, (UNKNOWN,))


def _nth(lost: Callable[[int], bool]) -> Change:
    """Lose a task on some of its reads, counted from 1 for each."""

    def change(server: MockServer) -> None:
        seen: dict[bytes, int] = {}

        def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
            if request.method == "GET":
                seen[request.path] = seen.get(request.path, 0) + 1
                if lost(seen[request.path]):
                    return json_answer(404, {"code": "task_not_exist", "message": "No task.", "data": None})
            return serve(request)

        replies(reply)(server)

    return change


def _alternating(server: MockServer) -> None:
    other = cycle([{}, {"task_id": "f0aa213c-c09e-4e19-a0e5-c698fe48acf1"}])
    records_with(lambda record, _: record | next(other))(server)


def _html(answer: Answer) -> Answer:
    return replace(answer, body=b"<html></html>", headers=((b"content-type", b"text/html"),))


FAULTS: tuple[Fault, ...] = (
    Fault(
        "read-fresh-404", FAMILY, ("task-read",), "A task that was just created is unknown.", _nth(lambda _: True), ONCE
    ),
    Fault(
        "read-first-404",
        FAMILY,
        ("task-read", "task-read-repeatable"),
        "The first read of a task finds nothing.",
        _nth(lambda n: n == 1),
        TWICE,
    ),
    Fault(
        "read-once", FAMILY, ("task-read-repeatable",), "A task can be read only once.", _nth(lambda n: n > 1), TWICE
    ),
    Fault(
        "read-alternating",
        FAMILY,
        ("task-read-repeatable", "task-read-same"),
        "Every second read shows another task.",
        _alternating,
        TWICE,
    ),
    Fault(
        "read-new-task",
        FAMILY,
        ("task-read-same", "task-read-repeatable"),
        "Every read shows a new task.",
        records_with(lambda record, _: record | {"task_id": str(uuid.uuid4())}),
        TWICE,
    ),
    Fault(
        "read-201",
        FAMILY,
        ("task-record",),
        "A record is answered with 201.",
        _reads(lambda a: replace(a, status=201)),
        ONCE,
    ),
    Fault("read-html", FAMILY, ("task-record",), "A record is a web page.", _reads(_html), ONCE),
    Fault(
        "read-text-header",
        FAMILY,
        ("task-record",),
        "The JSON of a record is declared as text.",
        _reads(lambda a: replace(a, headers=((b"content-type", b"text/plain"),))),
        ONCE,
    ),
    Fault(
        "read-truncated",
        FAMILY,
        ("task-record",),
        "The JSON of a record is cut off.",
        _reads(lambda a: replace(a, body=a.body[:-9])),
        ONCE,
    ),
    Fault("read-crash", FAMILY, ("no-crash", "task-read"), "Reading a task crashes.", _reads(lambda _: CRASH), ONCE),
    _unknown(
        "record",
        ("task-unknown",),
        "An unknown id is answered with a record.",
        json_answer(200, {"task_id": "x", "status": "UNKNOWN"}),
    ),
    _unknown("null", ("task-unknown", "task-record"), "An unknown id is answered with null.", json_answer(200, None)),
    _unknown(
        "error-inside",
        ("task-unknown", "task-record"),
        "An unknown id is answered with 200 and an error inside.",
        json_answer(200, {"code": "task_not_exist", "message": "No task.", "data": None}),
    ),
    _unknown("empty", ("task-unknown",), "An unknown id is answered with 204.", Answer(204, headers=())),
    _unknown(
        "redirect",
        ("task-unknown", "refusal-status"),
        "An unknown id is redirected.",
        Answer(302, headers=((b"location", b"/login"),)),
    ),
    _unknown("crash", ("no-crash", "task-unknown"), "An unknown id crashes.", CRASH),
    _unknown(
        "html",
        ("error-shape",),
        "An unknown id is refused with a web page.",
        Answer(404, b"<html>404</html>", ((b"content-type", b"text/html"),)),
    ),
)
