"""The process that runs: connections made before a fork belong to the process that made them."""

from __future__ import annotations

import os

_forks = 0


def this_process() -> tuple[int, int]:
    """What tells this process from those that it was forked from, also when the system gives an id again."""
    return os.getpid(), _forks


def _forked() -> None:
    global _forks
    _forks += 1


if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(after_in_child=_forked)
