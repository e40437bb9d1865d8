"""Tasks, which creates start, and where the tasks of a server are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Protocol

from clausewise.mock_server.clock import unix_time
from clausewise.spec.tasks import AskedVideo

#: The most tasks that one server keeps in memory; the oldest is forgotten first.
REMEMBERED = 10_000
#: The video that a request asks for which says nothing of one.
NOTHING_ASKED = AskedVideo(ratio=None, seconds=None, hd=None)


@dataclass(frozen=True, slots=True)
class Task:
    """One started task; its `id` as it was answered.

    `created` and `now`, when it is read, are unix seconds; `pace` is the seconds of each stage of its life. `life` are
    the words that change its life (`life.LIVES`), `reader` is the id of the operation that reads it, `base_url` where
    its caller reached the server, `asked` what its video is to be like, `hook` the URL to call at its end.
    """

    id: Any
    created: float
    reader: str = ""
    pace: float = 0.0
    life: tuple[str, ...] = ()
    base_url: str = "http://127.0.0.1"
    asked: AskedVideo = NOTHING_ASKED
    hook: str | None = None
    now: float = 0.0

    @property
    def age(self) -> float:
        """Seconds from its creation to this reading."""
        return max(0.0, self.now - self.created)


class Tasks(Protocol):
    """The place where tasks are kept; `clock` gives unix seconds."""

    clock: Callable[[], float]

    def add(self, task: Task) -> None:
        """Keep a new task."""

    def find(self, task_id: str) -> Task | None:
        """The task of an id as it stands in a path, as it is now; None when it is unknown."""

    def number(self) -> int:
        """A number that no task has as its id."""

    def settle(self, task_id: str) -> None:
        """Take note that the hook of a task was called, or given up."""

    def resume(self) -> list[Task]:
        """The tasks whose hooks are left to call, at the start of a server."""

    def clear(self) -> None:
        """Forget every task."""

    def close(self) -> None:
        """Give back what is open."""


class TasksInMemory:
    """The tasks of one process, REMEMBERED of them. The clock is that of unix time, for tests another."""

    def __init__(self, clock: Callable[[], float] = unix_time) -> None:
        self.clock = clock
        self._numbers = count(1)
        self._known: OrderedDict[str, Task] = OrderedDict()

    def add(self, task: Task) -> None:
        """Keep a new task."""
        self._known[str(task.id)] = task
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def find(self, task_id: str) -> Task | None:
        """The task of an id as it stands in a path, as it is now; None when it is unknown."""
        task = self._known.get(task_id)
        return None if task is None else replace(task, now=self.clock())

    def number(self) -> int:
        """A number that no task has as its id."""
        return next(self._numbers)

    def settle(self, task_id: str) -> None:
        """Nothing: what is in memory is not called again after a start."""

    def resume(self) -> list[Task]:
        """None: nothing is left in memory."""
        return []

    def clear(self) -> None:
        """Forget every task."""
        self._known.clear()

    def close(self) -> None:
        """Nothing is open."""
