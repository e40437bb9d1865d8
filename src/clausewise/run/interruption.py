"""Interruption by the caller: the answer under way is waited for, and nothing is sent after it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Interruption:
    """Put off the first SIGINT while a request is under way; a second one is obeyed at once.

    `waiting` is called at the first one where no request of this process is under way, and may wait for those of
    others.
    """

    def __init__(self) -> None:
        self.waiting: Callable[[], None] = lambda: None
        self._held = False
        self._asked = False

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Handle SIGINT, also where it is ignored as under nohup; outside of the main thread nothing is changed."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._handle)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let what is done within come to its end before an interruption is obeyed."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._asked:
            raise KeyboardInterrupt

    def _handle(self, number: int, frame: FrameType | None) -> None:
        first, self._asked = not self._asked, True
        if first and self._held:
            return
        if first:
            self.waiting()
        raise KeyboardInterrupt
