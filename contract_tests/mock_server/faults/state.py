"""State: tasks that cannot be read, are another's, or whose record is not what servers of this family send."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contract_tests.mock_server.exchange import Answer, Request, json_answer
from contract_tests.mock_server.faults.entry import Change, Family, Fault
from contract_tests.mock_server.faults.mechanisms import CRASH, both, records_with, replies
from contract_tests.mock_server.faults.requests import FRESH, READ, UNKNOWN
from contract_tests.mock_server.tasks import Task

if TYPE_CHECKING:
    from contract_tests.mock_server.endpoints import Endpoint
    from contract_tests.mock_server.server import MockServer

FAMILY: Family = "state"
ONCE = (FRESH, READ)
TWICE = (FRESH, READ, READ)


def _record(name: str, clauses: tuple[str, ...], says: str, **fields: Any) -> Fault:
    """Other fields in every record."""
    return Fault(f"record-{name}", FAMILY, clauses, says, records_with(lambda record, _: record | fields), ONCE)


def _ended(name: str, clauses: tuple[str, ...], says: str, example: str, **fields: Any) -> Fault:
    """Tasks that have ended at once, as an example of the spec shows it, with other fields (None: without them)."""

    def change(server: MockServer) -> None:
        def record(endpoint: Endpoint, task: Task) -> Any:
            ended = endpoint.examples[example] | fields | {"task_id": task.id}
            return {key: value for key, value in ended.items() if value is not Ellipsis}

        server.steps.record = record

    return Fault(f"record-{name}", FAMILY, clauses, says, change, ONCE)


def _without(name: str, clauses: tuple[str, ...], says: str, field: str) -> Fault:
    def alter(record: dict[str, Any], _: Task) -> Any:
        return {key: value for key, value in record.items() if key != field}

    return Fault(f"record-{name}", FAMILY, clauses, says, records_with(alter), ONCE)


def _whole(name: str, says: str, alter: Callable[[dict[str, Any]], Any]) -> Fault:
    return Fault(f"record-{name}", FAMILY, ("task-record",), says, records_with(lambda record, _: alter(record)), ONCE)


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


def _renamed(name: str, says: str, alter: Callable[[str], Any], *clauses: str) -> Fault:
    change = records_with(lambda record, task: record | {"task_id": alter(task.id)})
    return Fault(f"record-{name}", FAMILY, (*clauses, "task-read-same"), says, change, ONCE)


def _alternating(server: MockServer) -> None:
    turns = iter(range(10**9))
    records_with(lambda record, _: record | ({"status": "IN_PROGRESS"} if next(turns) % 2 else {"status": "QUEUED"}))(
        server
    )


def _html(answer: Answer) -> Answer:
    return replace(answer, body=b"<html></html>", headers=((b"content-type", b"text/html"),))


def _restarting(server: MockServer) -> None:
    records_with(
        lambda record, _: record | {"submit_time": server.requests * 60 + len(record), "task_id": str(uuid.uuid4())}
    )(server)


OUTPUT = {"output": "https://media.example.com/video.mp4"}
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
        ("task-read-repeatable",),
        "Two reads at once disagree on the status.",
        _alternating,
        TWICE,
    ),
    Fault(
        "read-new-task",
        FAMILY,
        ("task-read-same", "task-read-repeatable"),
        "Every read shows a new task.",
        _restarting,
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
    _whole("array", "The record is in a list.", lambda record: [record]),
    _whole("null", "The record is null.", lambda _: None),
    _whole(
        "envelope-list", "The envelope has a list of records.", lambda record: {"code": "success", "data": [record]}
    ),
    _renamed("another", "The record is that of another task.", lambda _: "f0aa213c-c09e-4e19-a0e5-c698fe48acf1"),
    _renamed("id-upper-case", "The id in the record is in capitals.", str.upper),
    _renamed("id-prefixed", "The id in the record has a prefix.", lambda task: f"task:{task}"),
    _renamed("id-integer", "The id in the record is a number.", lambda _: 7, "task-record-id", "task-record"),
    _without("no-id", ("task-record-id", "task-record", "task-read-same"), "The record has no id.", "task_id"),
    _without("no-status", ("task-status", "task-record"), "The record has no status.", "status"),
    _record("status-unknown", ("task-status",), "The status is a word of another family.", status="completed"),
    _record("status-lower-case", ("task-status",), "The status is in small letters.", status="in_progress"),
    _record("status-integer", ("task-status",), "The status is a number.", status=1),
    _record("status-null", ("task-status",), "The status is null.", status=None),
    _record("progress-integer", ("task-progress",), "The progress is a number.", progress=40),
    _record("progress-no-percent", ("task-progress",), "The progress has no percent sign.", progress="40"),
    _record("progress-fraction", ("task-progress",), "The progress is a fraction of a percent.", progress="40.5%"),
    _record("progress-over-100", ("task-progress",), "The progress passes 100%.", progress="140%"),
    _record("times-text", ("task-times",), "The time of submission is a string of digits.", submit_time="1760000000"),
    _record("times-iso", ("task-times",), "The time of submission is a date.", submit_time="2026-01-01T00:00:00Z"),
    _record("times-fraction", ("task-times",), "The time of start has decimals.", start_time=1760000020.5),
    _record("times-null", ("task-times",), "The time of the end is null before the end.", finish_time=None),
    _record("platform-integer", ("task-record-text",), "The platform is a number.", platform=1),
    _record("action-null", ("task-record-text",), "The action is null.", action=None),
    _record("search-item-object", ("task-record-text",), "The search item is an object.", search_item={}),
    _record(
        "reason-null", ("task-fail-reason",), "The reason of failure is null where there is none.", fail_reason=None
    ),
    _record("reason-object", ("task-fail-reason",), "The reason of failure is an object.", fail_reason={"message": ""}),
    _record("data-text", ("task-data",), "The result is JSON inside a string.", data='{"output": ""}'),
    _record("data-array", ("task-data",), "The result is a list.", data=[]),
    _record("data-empty", ("task-data",), "The result is an empty object before the end.", data={}),
    _ended(
        "success-without-data",
        ("task-success-output",),
        "A task that has succeeded has no result.",
        "succeeded",
        data=...,
    ),
    _ended("success-data-null", ("task-success-output",), "The result of a success is null.", "succeeded", data=None),
    _ended(
        "success-output-missing",
        ("task-success-output", "task-data"),
        "The result has no address.",
        "succeeded",
        data={"url": OUTPUT["output"]},
    ),
    _ended(
        "success-output-array",
        ("task-data",),
        "The address of the result is a list.",
        "succeeded",
        data={"output": [OUTPUT["output"]]},
    ),
    _ended(
        "success-output-null",
        ("task-data", "task-success-output"),
        "The address of the result is null.",
        "succeeded",
        data={"output": None},
    ),
    _ended(
        "failure-without-reason",
        ("task-failure-reason",),
        "A task that has failed gives no reason.",
        "failed",
        fail_reason=...,
    ),
    _ended(
        "failure-with-data", ("task-failure-reason",), "A task that has failed has a result.", "failed", data=OUTPUT
    ),
    _ended(
        "failure-reason-inside",
        ("task-failure-reason", "task-data"),
        "The reason stands in data.",
        "failed",
        fail_reason=...,
        data={"fail_reason": "refused"},
    ),
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
    Fault(
        "read-other-statuses",
        FAMILY,
        ("task-status", "task-progress"),
        "The record is that of another family of servers.",
        both(records_with(lambda record, _: record | {"status": "completed", "progress": 100})),
        ONCE,
    ),
)
