"""Mechanisms of faults of tasks: other records, by how often a task was read, and other lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clausewise.mock_server import life
from clausewise.mock_server.faults.entry import Change
from clausewise.mock_server.tasks import Task

if TYPE_CHECKING:
    from clausewise.mock_server.endpoints import Endpoint
    from clausewise.mock_server.server import MockServer

#: Makes another record of the right one, the task, and how often it was read, this time included.
Alter = Callable[[dict[str, Any], Task, int], Any]


def counted(alter: Alter, when: Callable[[Endpoint, Task], bool] = lambda *_: True) -> Change:
    """Change what is read of a task, by how often it was read; other reads are right and do not count."""

    def change(server: MockServer) -> None:
        reads: Counter[str] = Counter()
        record = server.steps.record

        def altered(endpoint: Endpoint, task: Task) -> Any:
            right = record(endpoint, task)
            if not when(endpoint, task):
                return right
            reads[str(task.id)] += 1
            return alter(dict(right), task, reads[str(task.id)])

        server.steps.record = altered

    return change


def ended(alter: Alter) -> Change:
    """Change what is read of a task that has ended; reads are counted from its end on."""
    return counted(alter, life.has_ended)


def lives_as(*words: str) -> Change:
    """Let every task live as some words tell it to."""

    def change(server: MockServer) -> None:
        record = server.steps.record
        server.steps.record = lambda endpoint, task: record(endpoint, replace(task, life=(*task.life, *words)))

    return change
