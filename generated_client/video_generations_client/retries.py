"""Sending a request again: only where that cannot start and cost a second video."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from .errors import (
    ConfigurationError,
    NoAnswer,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    VideoGenerationsError,
)
from .option_values import check_seconds

log = logging.getLogger(__package__)


class Repeated(Protocol):
    """The part of a call that says whether it may be sent again: see `call.Call`."""

    method: str
    path: str
    paid: bool
    polling: bool
    accepted: bool


@dataclass(frozen=True)
class Retries:
    """Limits of trying a request again.

    Attributes:
        attempts: The number of requests at most, the first one included.
        total: Seconds after the first failure in which a further attempt may begin.
        wait_initial: Seconds before the second attempt; doubled for each further one, with jitter.
        wait_max: Seconds between two attempts at most.
        retry_after_max: A server that wants to be left alone for longer is not asked again.
    """

    attempts: int = 3
    total: float = 120.0
    wait_initial: float = 0.5
    wait_max: float = 8.0
    retry_after_max: float = 60.0

    def __post_init__(self) -> None:
        if not isinstance(self.attempts, int) or self.attempts < 1:
            raise ConfigurationError(f"attempts must be a whole number, 1 or more, and not {self.attempts!r}")
        check_seconds(or_zero=True, total=self.total, wait_initial=self.wait_initial)
        check_seconds(or_zero=True, wait_max=self.wait_max, retry_after_max=self.retry_after_max)

    @classmethod
    def none(cls) -> Retries:
        """One attempt, whatever happens."""
        return cls(attempts=1)

    def loop(self, call: Repeated) -> Any:
        """The attempts at a call after a first one, for `for` as well as `async for`."""
        import stamina  # here: most programs never repeat a request

        # It logs each further attempt as a warning, which a program without logging would see on stderr.
        if not (reporter := logging.getLogger("stamina")).handlers:
            reporter.addHandler(logging.NullHandler())
        return stamina.retry_context(
            on=self._backoff(call, time.monotonic() + self.total),
            attempts=self.attempts,
            timeout=self.total,
            wait_initial=self.wait_initial,
            wait_max=self.wait_max,
            wait_jitter=self.wait_initial,
        )

    def _backoff(self, call: Repeated, end: float) -> Callable[[Exception], bool | float]:
        def backoff(error: Exception) -> bool | float:
            again = self._again(call, error)
            if again is not False and time.monotonic() + float(again) < end:
                log.debug("%s %s: %s; another attempt follows if any is left", call.method, call.path, error)
                return again
            return False

        return backoff

    def _again(self, call: Repeated, error: Exception) -> bool | float:
        """Tell whether it may be sent again, or after how many seconds."""
        # A wait reads again at its own pace; and where a task has started, the error is one of on_created.
        if not isinstance(error, VideoGenerationsError) or call.polling or call.accepted:
            return False
        if isinstance(error, NotSent):
            return not error.distrusted
        if error.status in (429, 503) and error.retry_after is not None and not isinstance(error, OutcomeUnknown):
            return error.retry_after if error.retry_after <= self.retry_after_max else False
        return not call.paid and isinstance(error, (ServerError, NoAnswer, RateLimited))
