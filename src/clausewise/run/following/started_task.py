"""A task that a create has started, and how far it was followed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """The stage to which a task has been followed."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    #: It has not ended within the time that it was followed.
    UNENDED = "not ended"
    #: It could not be read to its end; `reason` says why.
    LOST = "lost"


@dataclass(frozen=True)
class StartedTask:
    """One task: the `probe` of the create, its `operation`, the id that it `made`, and its `request` body.

    `watched`: whether its result is fetched. `started` and `unended`, the last time that it had not ended, are in
    seconds of time.time(); `seconds` are those until its end. `reads` counts how often it was read.
    """

    number: int
    probe: str
    operation: str
    made: str
    request: bytes
    basis: str
    watched: bool
    started: float
    state: State = State.RUNNING
    reads: int = 0
    seconds: float | None = None
    unended: float | None = None
    reason: str | None = None
