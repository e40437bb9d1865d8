"""Calls that tell of a task's end, and do not tell it once, by POST, as JSON, with its record."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clausewise.mock_server.faults.entry import Change, Family, Fault
from clausewise.mock_server.hooks.callback import Notification

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer

FAMILY: Family = "notifications"
CALLED, RECORD = ("notify-called",), ("notify-record",)


def notified(alter: Callable[[Notification], list[Notification]]) -> Change:
    """Make other calls of the right one."""

    def change(server: MockServer) -> None:
        notify = server.steps.notify
        server.steps.notify = lambda endpoint, task, record: [
            each for call in notify(endpoint, task, record) for each in alter(call)
        ]

    return change


def _fault(
    name: str, clauses: tuple[str, ...], says: str, alter: Callable[[Notification], list[Notification]]
) -> Fault:
    return Fault(f"notify-{name}", FAMILY, clauses, says, notified(alter), ())


def _with(call: Notification, body: bytes, media_type: bytes = b"application/json") -> list[Notification]:
    return [replace(call, body=body, headers=((b"content-type", media_type),))]


def _record(alter: Callable[[dict[str, Any]], Any]) -> Callable[[Notification], list[Notification]]:
    return lambda call: _with(call, json.dumps(alter(json.loads(call.body))).encode())


FAULTS: tuple[Fault, ...] = (
    _fault("never", CALLED, "Nobody is called.", lambda _: []),
    _fault("twice", CALLED, "The end is told twice.", lambda call: [call, call]),
    _fault("by-put", CALLED, "The call is a PUT.", lambda call: [replace(call, method="PUT")]),
    _fault("by-get", CALLED, "The call is a GET.", lambda call: [replace(call, method="GET")]),
    _fault(
        "under-way",
        CALLED,
        "The call says that the task is in progress.",
        _record(lambda record: record | {"status": "IN_PROGRESS", "data": None, "finish_time": 0}),
    ),
    _fault("empty", RECORD, "The call has no body.", lambda call: _with(call, b"")),
    _fault("id-only", RECORD, "The call carries the id alone.", _record(lambda record: {"task_id": record["task_id"]})),
    _fault(
        "form",
        RECORD,
        "The call is a form.",
        lambda call: _with(call, b"status=SUCCESS", b"application/x-www-form-urlencoded"),
    ),
    _fault("text", RECORD, "The JSON is declared as text.", lambda call: _with(call, call.body, b"text/plain")),
    _fault("cut", RECORD, "The JSON is cut off.", lambda call: _with(call, call.body[:-9])),
    _fault(
        "of-another",
        RECORD,
        "The call tells of another task.",
        _record(lambda record: record | {"task_id": "f0aa213c-c09e-4e19-a0e5-c698fe48acf1"}),
    ),
    _fault(
        "of-a-failure",
        RECORD,
        "The call says that the task has failed.",
        _record(lambda record: record | {"status": "FAILURE", "fail_reason": "refused", "data": None}),
    ),
)
