"""What a create has started: remembered, bounded, and growing older as it is read."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: How many resources one server remembers; the oldest is forgotten first.
REMEMBERED = 10_000


@dataclass(slots=True)
class Task:
    """One created resource; its `id` as it was answered.

    `stage` is the index in its life, `since` the time in seconds when that stage was first read.
    """

    id: Any
    stage: int = 0
    since: float | None = None


class Tasks:
    """The resources of one server.

    A resource stays in the stage in which it was first read for `pace` seconds, so two reads at
    once agree; the first read after that finds the next stage. Pace 0 moves on with every read.
    """

    def __init__(self, pace: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.pace = pace
        self.clock = clock
        self._known: OrderedDict[str, Task] = OrderedDict()

    def start(self, task_id: Any) -> None:
        """Remember a new resource."""
        self._known[str(task_id)] = Task(task_id)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def read(self, task_id: str, stages: int) -> Task | None:
        """The resource of an id as it stands in a path, in the stage that it has reached; None when it is unknown."""
        task = self._known.get(task_id)
        if task is None:
            return None
        now = self.clock()
        if task.since is None:
            task.since = now
        elif task.stage + 1 < stages and now - task.since >= self.pace:
            task.stage, task.since = task.stage + 1, now
        return task

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()
