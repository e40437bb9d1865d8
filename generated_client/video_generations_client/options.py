"""What a single call can be told, beside the fields of the request."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypedDict

if TYPE_CHECKING:
    import threading

    from .task import Task


class NotSaid(enum.Enum):
    """The type of NOT_SAID."""

    NOT_SAID = enum.auto()

    def __repr__(self) -> str:
        return self.name


#: A field that the caller does not say, and that is therefore not sent. `None` is a value, and sent.
NOT_SAID: Final = NotSaid.NOT_SAID


def given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the caller did say."""
    return {name: value for name, value in fields.items() if value is not NOT_SAID}


@dataclass(frozen=True)
class Timeouts:
    """How long one request may take, in seconds.

    Attributes:
        connect: To establish a connection, TLS included, and to get a free one of the pool.
        read: Between two pieces of the answer, the first one included.
        write: Between two pieces of the request.
    """

    connect: float = 10.0
    read: float = 120.0
    write: float = 60.0


class CreateOptions(TypedDict, total=False):
    """The options of a create.

    check: Whether to check the body against the spec before it is sent (default True). False is for
        servers that take more than the documentation says.
    extra: Fields that the spec does not know, sent beside those that it knows. Servers have been
        seen to ignore unknown fields in silence.
    timeout: Seconds for this call: for each step, or per step as `Timeouts`.
    """

    check: bool
    extra: Mapping[str, Any]
    timeout: float | Timeouts


class WaitOptions(TypedDict, total=False):
    """The options of a wait.

    interval: Seconds between two reads, give or take a tenth (default 30: every 5 s was answered
        with 429, every 30 s was not, observed). Doubled while the server answers 429.
    wait_timeout: Seconds after which WaitTimedOut is raised (default 1800; tasks took 4 to 17
        minutes, observed).
    on_progress: Called with the task after every read.
    cancel: An event of the caller's; once it is set, WaitCancelled is raised.
    timeout: Seconds for each read: for each step, or per step as `Timeouts`.
    """

    interval: float
    wait_timeout: float
    on_progress: Callable[[Task], object]
    cancel: threading.Event
    timeout: float | Timeouts


class CreateAndWaitOptions(CreateOptions, total=False):
    """The options of a create and of the wait after it: see CreateOptions and WaitOptions."""

    interval: float
    wait_timeout: float
    on_progress: Callable[[Task], object]
    cancel: threading.Event
