"""Unix time that never goes back: the clock of the machine when the process began, and steps of the monotonic one."""

from __future__ import annotations

import time

_BEGAN = time.time() - time.monotonic()


def unix_time() -> float:
    """Unix time in seconds; a task whose record was read as ended stays ended when somebody sets the clock."""
    return _BEGAN + time.monotonic()
