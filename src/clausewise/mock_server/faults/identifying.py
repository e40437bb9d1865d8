"""Wrong answer: the id of the task is missing, misplaced, or not this task's alone."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from clausewise.mock_server.faults.body_conditions import When, has
from clausewise.mock_server.faults.entry import Change, Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import accepts_as, accepts_with
from clausewise.mock_server.faults.witness_requests import FRESH, plain

if TYPE_CHECKING:
    from clausewise.mock_server.endpoints import Endpoint
    from clausewise.mock_server.server import MockServer

FAMILY: Family = "wrong answer"
ONE_ID = "f0aa213c-c09e-4e19-a0e5-c698fe48acf1"
TWICE = (FRESH, FRESH)


def _fault(name: str, clauses: tuple[str, ...], says: str, change: Change, *witness: Sent) -> Fault:
    return Fault(name, FAMILY, clauses, says, change, witness or (FRESH,))


def _id(name: str, says: str, alter: Callable[[str], Any]) -> Fault:
    return _fault(name, ("task-id",), says, accepts_as(alter))


def _ids(make: Callable[[], Callable[[Any], str]]) -> Change:
    """Name tasks in another way; each server starts anew."""

    def change(server: MockServer) -> None:
        name = make()

        def identify(endpoint: Endpoint, value: Any) -> str:
            return name(value)

        server.steps.identify = identify

    return change


def _of_body() -> Callable[[Any], str]:
    return lambda value: str(uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(value, sort_keys=True)))


def _of_model() -> Callable[[Any], str]:
    return lambda value: str(uuid.uuid5(uuid.NAMESPACE_URL, value["model"]))


def _cycling() -> Callable[[Any], str]:
    numbers = count()
    return lambda _: str(uuid.uuid5(uuid.NAMESPACE_URL, str(next(numbers) % 3)))


def _of_prompt_start() -> Callable[[Any], str]:
    return lambda value: str(uuid.uuid5(uuid.NAMESPACE_URL, value["prompt"][:3] + value["model"]))


def _unnamed(when: When) -> Change:
    return accepts_with(lambda value, answer: replace(answer, body=b'{"status":"queued"}') if when(value) else answer)


FAULTS: tuple[Fault, ...] = (
    _id("task-id-missing", "The answer has no task_id.", lambda _: {"status": "queued"}),
    _id("task-id-null", "The task_id is null.", lambda _: {"task_id": None}),
    _id("task-id-integer", "The task_id is a number.", lambda task: {"task_id": uuid.UUID(task).int % 10**9}),
    _id("task-id-empty", "The task_id is an empty string.", lambda _: {"task_id": ""}),
    _id("task-id-array", "The task_id is a list of one.", lambda task: {"task_id": [task]}),
    _id("task-id-object", "The task_id is an object.", lambda task: {"task_id": {"id": task}}),
    _id("task-id-boolean", "The task_id is true.", lambda _: {"task_id": True}),
    _id("task-id-nested", "The task_id stands in an envelope.", lambda task: {"code": 0, "data": {"task_id": task}}),
    _id("task-id-named-id", "The task_id is named id.", lambda task: {"id": task, "object": "video"}),
    _id("task-id-named-task-id", "The task_id is named in camel case.", lambda task: {"taskId": task}),
    _fault(
        "task-id-constant",
        ("task-id", "task-id-fresh"),
        "Every task has one id.",
        _ids(lambda: lambda _: ONE_ID),
        *TWICE,
    ),
    _fault(
        "task-id-cycles",
        ("task-id", "task-id-fresh"),
        "After three tasks the ids start again.",
        _ids(_cycling),
        *TWICE,
        *TWICE,
    ),
    _fault(
        "task-id-of-model",
        ("task-id", "task-id-fresh"),
        "The id is made from the model alone.",
        _ids(_of_model),
        *TWICE,
    ),
    _fault("task-id-of-body", ("task-id-fresh", "task-id"), "Equal requests get the same id.", _ids(_of_body), *TWICE),
    _fault(
        "task-id-of-prompt-start",
        ("task-id", "task-id-fresh"),
        "Prompts with the same start share an id.",
        _ids(_of_prompt_start),
        FRESH,
        plain(duration="10"),
    ),
    _fault(
        "task-id-not-uuid",
        ("task-id-uuid",),
        "The id is a UUID without its hyphens, in other letters.",
        accepts_as(lambda task: {"task_id": "task_" + task.replace("-", "")}),
    ),
    _fault(
        "task-id-missing-for-images",
        ("task-id",),
        "With images the answer has no task_id.",
        _unnamed(lambda body: bool(body.get("images"))),
        plain(images=["a"]),
    ),
    _fault(
        "task-id-missing-for-hook-portrait",
        ("task-id",),
        "With a hook and 9:16 the answer has no task_id.",
        _unnamed(lambda body: "notify_hook" in body and has(aspect_ratio="9:16")(body)),
        plain(notify_hook="https://hooks.example.com/", aspect_ratio="9:16"),
    ),
)
