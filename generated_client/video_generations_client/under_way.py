"""The creates of a synchronous client that wait for their answer, which a close must not cut off."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from .interruption import GRACE
from .processes import this_process

T = TypeVar("T")


class UnderWayInThreads:
    """The creates under way in any thread of this process; those of a parent are not waited for in its child."""

    def __init__(self) -> None:
        self._creates: dict[object, tuple[tuple[int, int], int]] = {}

    def during(self, create: Callable[[], T]) -> T:
        """Run a create."""
        mark = object()
        self._creates[mark] = this_process(), threading.get_ident()
        try:
            return create()
        finally:
            del self._creates[mark]

    def settled(self) -> None:
        """Wait until the other threads have their answers, up to 10 seconds."""
        end = time.monotonic() + GRACE
        while self._are_elsewhere() and time.monotonic() < end:
            time.sleep(0.01)

    def _are_elsewhere(self) -> bool:
        here, ours = this_process(), threading.get_ident()
        return any(process == here and thread != ours for process, thread in [*self._creates.values()])
