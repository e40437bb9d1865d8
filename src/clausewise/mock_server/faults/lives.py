"""Tasks that do not end as they should: lives that go back, records that do not fit, ends that do not last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clausewise.mock_server import life
from clausewise.mock_server.faults.entry import Change, Family, Fault
from clausewise.mock_server.faults.mechanisms import both
from clausewise.mock_server.faults.task_mechanisms import counted, ended, lives_as

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer

FAMILY: Family = "tasks to their end"


def _fault(name: str, clauses: tuple[str, ...], says: str, change: Change) -> Fault:
    return Fault(f"life-{name}", FAMILY, clauses, says, change, ())


def _later(fields: dict[str, Any]) -> Change:
    """Other fields from the second read after the end on."""
    return ended(lambda record, _, read: record | (fields if read > 1 else {}))


def _example(name: str) -> Change:
    """The record of one example of the spec, whatever the task does."""

    def change(server: MockServer) -> None:
        server.steps.record = lambda endpoint, task: life.record(endpoint, task, name)

    return change


def _under_way(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"status": "IN_PROGRESS", "progress": "40%", "finish_time": 0, "data": None}


def _failed(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"status": "FAILURE", "fail_reason": "The content filter refused it.", "data": None}


def _elsewhere(record: dict[str, Any], part: str) -> dict[str, Any]:
    data = record.get("data")
    return record | {"data": {"output": data["output"].replace("__videos", part)}} if data else record


FAULTS: tuple[Fault, ...] = (
    _fault("never-ends", ("task-ends",), "A task is started and never ends.", lives_as("stuck")),
    _fault("never-starts", ("task-ends",), "A task is never started.", _example("notStarted")),
    _fault(
        "word-of-no-end",
        ("task-ends",),
        "A task that has ended says a word that nobody takes for an end.",
        ended(lambda record, *_: record | {"status": "UNKNOWN", "finish_time": 0}),
    ),
    _fault(
        "runs-again",
        ("task-forward",),
        "A task that has ended is in progress again.",
        ended(lambda record, _, read: record if read == 1 else _under_way(record)),
    ),
    _fault(
        "starts-again",
        ("task-forward",),
        "Every second read shows a task that has not started.",
        counted(lambda record, _, read: record | {"status": "NOT_START"} if read % 2 == 0 else record),
    ),
    _fault(
        "success-then-failure",
        ("task-forward", "task-final"),
        "A task that has succeeded has failed a moment later.",
        ended(lambda record, _, read: record if read == 1 else _failed(record)),
    ),
    _fault(
        "failure-then-success",
        ("task-forward", "task-final"),
        "A task that has failed has succeeded a moment later.",
        ended(lambda record, _, read: _failed(record) if read == 1 else record),
    ),
    _fault(
        "progress-falls",
        ("task-forward",),
        "Progress falls with every read.",
        counted(lambda record, _, read: record | {"progress": f"{max(0, 90 - 10 * read)}%"}),
    ),
    _fault(
        "progress-of-success",
        ("task-fits",),
        "A task that has succeeded stays at 99%.",
        ended(lambda record, *_: record | {"progress": "99%"}),
    ),
    _fault(
        "submitted-now",
        ("task-forward",),
        "The time of submission is that of the read.",
        counted(lambda record, _, read: record | {"submit_time": record["submit_time"] - 100 + read}),
    ),
    _fault(
        "started-later",
        ("task-forward",),
        "The time of start moves with every read.",
        counted(lambda r, _, n: r | {"start_time": r["start_time"] and r["start_time"] + n, "finish_time": 0}),
    ),
    _fault(
        "finished-later",
        ("task-forward", "task-final"),
        "The time of the end moves with every read.",
        ended(lambda record, _, read: record | {"finish_time": record["finish_time"] + read}),
    ),
    _fault(
        "started-before-submitted",
        ("task-fits",),
        "A task starts a minute before it is submitted.",
        counted(lambda r, *_: r | {"start_time": r["start_time"] and r["submit_time"] - 60}),
    ),
    _fault(
        "finished-before-started",
        ("task-fits",),
        "A task ends a minute before it starts.",
        ended(lambda record, *_: record | {"finish_time": record["start_time"] - 60}),
    ),
    _fault(
        "no-finish-time",
        ("task-fits",),
        "A task that has ended has no time of its end.",
        ended(lambda record, *_: record | {"finish_time": 0}),
    ),
    _fault(
        "finish-time-foretold",
        ("task-fits",),
        "A task that runs has a time of its end.",
        both(lives_as("stuck"), counted(lambda record, *_: record | {"finish_time": record["submit_time"] + 300})),
    ),
    _fault(
        "link-moves",
        ("task-final",),
        "The address of the video is another after the end.",
        ended(lambda record, _, read: record if read == 1 else _elsewhere(record, f"__videos{read}")),
    ),
    _fault("data-vanishes", ("task-final",), "The result is gone after the first read.", _later({"data": None})),
    _fault("field-appears", ("task-final",), "A field appears after the end.", _later({"search_item": "seen"})),
    _fault(
        "reason-empty",
        ("task-failure-reason",),
        "A task that fails gives an empty reason.",
        ended(lambda record, *_: _failed(record) | {"fail_reason": ""}),
    ),
    _fault(
        "forgotten",
        ("task-read",),
        "A task that has ended is unknown.",
        lambda server: _forgets(server),
    ),
)


def _forgets(server: MockServer) -> None:
    add = server.tasks.add
    server.tasks.add = lambda task: add(replace(task, life=(*task.life, "forgotten")))  # type: ignore[method-assign]  # of this server alone
