"""Waiting for a task: how long until the next read, and when it is over. No I/O here."""

from __future__ import annotations

import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING

from .contract import contract
from .errors import (
    ConfigurationError,
    NoAnswer,
    NotFound,
    NotSent,
    RateLimited,
    ServerError,
    TaskFailed,
    UnexpectedAnswer,
    VideoGenerationsError,
    WaitCancelled,
    WaitTimedOut,
)
from .option_values import Timeouts, check_function, check_seconds
from .parsing import printable, shown
from .task import Task

if TYPE_CHECKING:
    from .call import Call

log = logging.getLogger(__package__)

#: Errors of a read at which the wait goes on, as the task does.
PASSING = (RateLimited, ServerError, NoAnswer, NotSent)
#: Reads in a row that end the wait where they show no record, or no task that has only just been started.
MOST_ODD = 3
#: Seconds between two reads that 429 alone makes of a shorter interval, at most.
SLOWEST = 300.0
#: Seconds that a read may take even when no time is left.
LAST_READ = 1.0


class Wait:
    """The course of one wait: made before anything is sent or paid, begun with the id of the task.

    Args:
        timeouts: Seconds for each read.
        interval: Seconds between two reads, before jitter.
        wait_timeout: Seconds until WaitTimedOut.
        on_progress: Called with the task after every read that shows its record.
        cancel: The caller's event that ends the wait.
        clock: Seconds that only grow.

    Raises:
        ConfigurationError: An option that is none.
    """

    def __init__(
        self,
        timeouts: Timeouts,
        *,
        interval: float = 30.0,
        wait_timeout: float = 1800.0,
        on_progress: Callable[[Task], object] | None = None,
        cancel: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        check_seconds(interval=interval)
        check_seconds(or_zero=True, wait_timeout=wait_timeout)
        check_function("on_progress", on_progress)
        if cancel is not None and (not hasattr(cancel, "is_set") or iscoroutinefunction(getattr(cancel, "wait", None))):
            raise ConfigurationError(f"cancel must be a threading.Event, and not {cancel!r}")
        self.cancel = cancel
        self._timeouts = timeouts
        self._interval = interval
        self._pause, self._least = interval, 0.0
        self._on_progress = on_progress
        self._clock = clock
        self._wait_timeout = wait_timeout
        self._last = "it was never read"
        self._seen: Task | None = None
        #: The read, made once.
        self.call: Call | None = None
        self._reported: set[str] = set()
        self._odd = 0

    def set_clock(self, clock: Callable[[], float]) -> None:
        """Take the time from another clock, before the wait begins."""
        self._clock = clock

    @contextlib.contextmanager
    def of(self, task_id: str, *, fresh: bool) -> Iterator[None]:
        """Begin to wait for a task; its id is not lost when the caller is interrupted.

        Args:
            task_id: The id.
            fresh: Whether it has only just been started, and may not be known everywhere yet.
        """
        self.task_id = task_id
        self._end = self._clock() + self._wait_timeout
        self._borne = (UnexpectedAnswer, NotFound) if fresh else (UnexpectedAnswer,)
        try:
            yield
        except BaseException as error:
            if getattr(error, "task_id", None) != task_id:  # interrupted, cancelled, or an error of on_progress
                error.add_note(f"Task {task_id} was waited for, and goes on. Wait again with its id.")
                log.warning("The wait for task %s was interrupted; the task goes on", task_id)
            raise

    def timeouts(self) -> Timeouts:
        """Seconds for the next read: no more than are left, but enough for the last one."""
        return self._timeouts.within(max(self._end - self._clock(), LAST_READ))

    def ended(self, task: Task) -> bool:
        """Tell whether the task has succeeded; False when it goes on.

        Raises:
            TaskFailed: It has failed.
            UnexpectedAnswer: It has succeeded and has no output.
        """
        self._pause, self._least, self._odd = self._interval, 0.0, 0
        self._seen = task
        self._last = f"its status is {printable(str(task.status))}, its progress {printable(str(task.progress))}"
        if self._on_progress:
            self._on_progress(task)
        end = contract().record.end(task.raw)
        if end == "failure":
            raise TaskFailed(task)
        if end == "success" and task.output is None:
            raise UnexpectedAnswer(
                f"Task {task.task_id} has succeeded, and its record has no output: {shown(task.raw)}",
                task_id=task.task_id,
            )
        if end is None and not contract().record.knows(task.status):
            self._last += f", its record {shown(task.raw)}"  # which perhaps tells of an end in words that nobody knows
        if end is None and not contract().record.knows(task.status) and task.status not in self._reported:
            self._reported.add(str(task.status))
            log.warning("Task %s: unknown status %r, taken for not finished", self.task_id, task.status)
        return end == "success"

    def passed_over(self, error: VideoGenerationsError) -> None:
        """Take note of a read that failed in passing, and slow down when the server wants that.

        Raises:
            VideoGenerationsError: The error itself, when reading on is no use.
        """
        distrusted = isinstance(error, NotSent) and error.distrusted
        if isinstance(error, PASSING) and not distrusted:
            self._odd = 0
        else:
            self._odd += 1
            if not isinstance(error, self._borne) or self._odd >= MOST_ODD:
                raise error
        self._last = str(error)
        log.warning("Task %s could not be read, and is waited for: %s", self.task_id, error)
        self._least = error.retry_after or 0.0
        if isinstance(error, RateLimited):
            self._pause = max(self._pause, min(max(self._pause, 1.0) * 2, SLOWEST))

    def pause(self) -> float:
        """Seconds until the next read.

        Raises:
            WaitTimedOut: There is no time left for one.
            WaitCancelled: The caller's event is set.
        """
        self.check_cancel()
        left = self._end - self._clock()
        if left <= 0:
            raise WaitTimedOut(
                f"Task {self.task_id} has not ended in time, and goes on; {self._last}. Wait again with its id.",
                task=self._seen,
                task_id=self.task_id,
            )
        # Jitter, so that many clients do not read in step. The last read is at the very end.
        jittered = self._pause * random.uniform(0.9, 1.1)  # noqa: S311 - no secret
        return min(max(jittered, self._least), left)

    def check_cancel(self) -> None:
        """End the wait when the caller wishes it.

        Raises:
            WaitCancelled: The caller's event is set.
        """
        if self.cancel is not None and self.cancel.is_set():
            raise WaitCancelled(
                f"The wait for task {self.task_id} was cancelled; the task goes on. Wait again with its id.",
                task=self._seen,
                task_id=self.task_id,
            )
