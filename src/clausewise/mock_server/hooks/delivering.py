"""Delivering hooks when tasks end: each once, again only when a receiver has not taken it, all of it in a log."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from clausewise.mock_server.hooks.callback import Notification
from clausewise.mock_server.hooks.sending import NotDeliveredError, sent
from clausewise.mock_server.hooks.target import HookTarget, RefusedError, addresses, target

#: Seconds before each further attempt.
PAUSES = (1.0, 5.0, 25.0)
#: The most calls that wait, that are made at once, and lines of the log that are kept.
MOST_WAITING, AT_ONCE, KEPT = 10_000, 32, 200


class Hooks:
    """The calls of one server. `allowed` are hosts beside this machine; `say` is told every line of the log."""

    def __init__(
        self,
        allowed: frozenset[str] = frozenset(),
        say: Callable[[str], None] = lambda _: None,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self.allowed = allowed
        self.say = say
        self.pauses = pauses
        self.log: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._waiting: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)

    def plan(
        self, task_id: str, notification: Notification, seconds: float, settle: Callable[[], None] = lambda: None
    ) -> None:
        """Call a hook in some seconds; `settle` is called when it was taken or given up.

        A hook that may not be called is a line of the log. Without a running loop nothing is called.
        """
        try:
            to = target(notification.url, self.allowed)
        except RefusedError as error:
            self._note(task_id, f"not called: {error}")
            settle()
            return
        if len(self._waiting) >= MOST_WAITING:
            self._note(task_id, f"not called: {MOST_WAITING} others are waiting")
            return
        with suppress(RuntimeError):
            loop = asyncio.get_running_loop()
            waiting = loop.create_task(self._deliver(task_id, notification, to, seconds, settle))
            self._waiting.add(waiting)
            waiting.add_done_callback(self._waiting.discard)

    async def _deliver(
        self, task_id: str, notification: Notification, to: HookTarget, seconds: float, settle: Callable[[], None]
    ) -> None:
        await asyncio.sleep(seconds)
        try:
            known = await addresses(to)
        except RefusedError as error:
            self._note(task_id, f"not called: {error}")
            settle()
            return
        for attempt, pause in enumerate((*self.pauses, None), start=1):
            again = pause is not None
            try:
                async with self._slots:
                    status = await sent(notification, to, known)
            except NotDeliveredError as error:
                self._note(task_id, f"{to.shown}: {error}", attempt)
            else:
                self._note(task_id, f"{to.shown} answered {status}", attempt, status)
                again = again and (status >= 500 or status == 429)
            if not again or pause is None:
                break
            await asyncio.sleep(pause)
        settle()

    def _note(self, task_id: str, says: str, attempt: int = 0, status: int | None = None) -> None:
        self.log.append(
            {"time": time.time(), "task": task_id[:200], "attempt": attempt, "status": status, "says": says[:300]}
        )
        self.say(f"Hook of task {task_id[:200]}: {says[:300]}{f' (attempt {attempt})' if attempt > 1 else ''}")

    async def stop(self) -> None:
        """Call nothing more."""
        for waiting in list(self._waiting):
            waiting.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
