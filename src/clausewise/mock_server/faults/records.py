"""State: records of tasks that are another task's, or not what servers of this family send."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from clausewise.mock_server import life
from clausewise.mock_server.faults.entry import Family, Fault
from clausewise.mock_server.faults.mechanisms import records_with
from clausewise.mock_server.faults.witness_requests import FRESH, READ
from clausewise.mock_server.tasks import Task

if TYPE_CHECKING:
    from clausewise.mock_server.endpoints import Endpoint
    from clausewise.mock_server.server import MockServer

FAMILY: Family = "state"
ONCE = (FRESH, READ)
OUTPUT = {"output": "https://media.example.com/video.mp4"}


def _record(name: str, clauses: tuple[str, ...], says: str, **fields: Any) -> Fault:
    """Other fields in every record."""
    return Fault(f"record-{name}", FAMILY, clauses, says, records_with(lambda record, _: record | fields), ONCE)


def _ended(name: str, clauses: tuple[str, ...], says: str, example: str, **fields: Any) -> Fault:
    """Tasks that have ended at once, as an example of the spec shows it, with other fields (`...`: without them)."""

    def change(server: MockServer) -> None:
        def record(endpoint: Endpoint, task: Task) -> Any:
            ended = life.record(endpoint, task, example) | fields
            return {key: value for key, value in ended.items() if value is not Ellipsis}

        server.steps.record = record

    return Fault(f"record-{name}", FAMILY, clauses, says, change, ONCE)


def _without(name: str, clauses: tuple[str, ...], says: str, field: str) -> Fault:
    def alter(record: dict[str, Any], _: Task) -> Any:
        return {key: value for key, value in record.items() if key != field}

    return Fault(f"record-{name}", FAMILY, clauses, says, records_with(alter), ONCE)


def _whole(name: str, says: str, alter: Callable[[dict[str, Any]], Any]) -> Fault:
    return Fault(f"record-{name}", FAMILY, ("task-record",), says, records_with(lambda record, _: alter(record)), ONCE)


def _renamed(name: str, says: str, alter: Callable[[str], Any], *clauses: str) -> Fault:
    change = records_with(lambda record, task: record | {"task_id": alter(task.id)})
    return Fault(f"record-{name}", FAMILY, (*clauses, "task-read-same"), says, change, ONCE)


FAULTS: tuple[Fault, ...] = (
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
    _record(
        "other-family",
        ("task-status", "task-progress"),
        "The record is that of another family of servers.",
        status="completed",
        progress=100,
    ),
)
