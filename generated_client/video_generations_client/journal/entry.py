"""One name of a journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..task import Task
from .problems import JournalError

State = Literal["sending", "unknown", "started", "ended"]


@dataclass(frozen=True)
class Entry:
    """The entry of a name in a journal.

    Attributes:
        name: The name, as `once` gave it.
        state: `sending` from before the request leaves until its outcome is written down; `unknown` when it may be
            accepted and paid; `started` when the task is known; `ended` once its end was seen.
        task_id: The id of the task. While the outcome is unknown, an id that an answer has perhaps named.
        fields: What was sent. A text of more than 1,000 characters is kept as its beginning, length and SHA-256.
        server: The address that it was sent to.
        began: When, in seconds since 1970.
        owner: Which process sends it, for `sending`.
        token: What tells this intent from earlier and later ones by the same name.
        left: Seconds in which the request may still be under way; below 0 when it cannot.
    """

    name: str
    state: State
    task_id: str | None
    fields: Mapping[str, Any] = field(hash=False)
    server: str
    began: float
    owner: str = field(repr=False)
    token: str = field(repr=False)
    left: float = field(repr=False)

    @property
    def task(self) -> Task:
        """The task, to be waited for.

        Raises:
            JournalError: Its outcome is not known.
        """
        if self.task_id is None or self.state in ("sending", "unknown"):
            raise JournalError(
                f"It is not known which task {self.name!r} has started, or whether any; resolve it first"
            )
        return Task(self.task_id)

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Entry:
        """The entry of a row of the table."""
        name, state, task_id, fields, server, began, owner, token, left = row
        return cls(name, state, task_id, json.loads(fields), server, float(began), owner, token, float(left))
