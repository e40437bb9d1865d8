"""Options of a single call, beside the fields of the request."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from .download.options import Download
    from .option_values import Timeouts
    from .task import Task


class CallOptions(TypedDict, total=False):
    """The options of a call that starts no task.

    check: Whether to check the body against the spec before it is sent (default True).
    extra: Fields that the spec does not know, sent beside those that it knows.
    timeout: Seconds for this call: for each step, or per step as `Timeouts`.
    """

    check: bool
    extra: Mapping[str, Any]
    timeout: float | Timeouts


class CreateOptions(TypedDict, total=False):
    """The options of a create.

    check: Whether to check the body against the spec before it is sent (default True). False is for
        servers that take more than the documentation says.
    extra: Fields that the spec does not know, sent beside those that it knows. Servers have been
        seen to ignore unknown fields in silence.
    on_created: Called with the task as soon as its id is known, before anything else can fail or be
        cancelled: the place to write the id down. What it raises reaches the caller, with the id in a note.
    once: A name for this create, kept in the journal of the client: at most one request by it is ever sent.
        The same name with the same fields (one left out is the same as its default) gives the same task, also after
        a crash or from another process, and calls `on_created` with it; with other fields it is a JournalMismatch.
        While its outcome is unknown it is an OutcomeUnknown.
    timeout: Seconds for this call: for each step, or per step as `Timeouts`.
    """

    check: bool
    extra: Mapping[str, Any]
    once: str
    on_created: Callable[[Task], object]
    timeout: float | Timeouts


class WaitOptions(TypedDict, total=False):
    """The options of a wait.

    interval: Seconds between two reads, give or take a tenth (default 30: every 5 s was answered
        with 429, every 30 s was not, observed). Doubled up to 5 minutes while the server answers
        429, and never shorter than a Retry-After.
    wait_timeout: Seconds after which WaitTimedOut is raised (default 1800; tasks took 4 to 17
        minutes, observed). The last read may take one second more.
    on_progress: Called with the task after every read that shows its record.
    cancel: An event of the caller's; once it is set, WaitCancelled is raised between two reads, at
        once by the synchronous client and within a second by the asynchronous one.
    timeout: Seconds for each read: for each step, or per step as `Timeouts`. No step takes longer
        than is left of `wait_timeout`.
    """

    interval: float
    wait_timeout: float
    on_progress: Callable[[Task], object]
    cancel: threading.Event
    timeout: float | Timeouts


class CreateAndWaitOptions(CreateOptions, total=False):
    """The options of a create and of the wait after it: see CreateOptions and WaitOptions.

    download: Where the video is written once it is made: a path, or a `Download` with limits. It is checked before
        anything is paid.
    """

    download: str | os.PathLike[str] | Download
    interval: float
    wait_timeout: float
    on_progress: Callable[[Task], object]
    cancel: threading.Event
