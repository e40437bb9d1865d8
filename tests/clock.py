"""A clock that tests set."""

from __future__ import annotations


class Clock:
    """Seconds that pass only when told. A call gives the time."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """The time."""
        return self.now
