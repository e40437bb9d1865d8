"""The process that runs: connections made before a fork belong to the process that made them."""

from __future__ import annotations

import os

_forks = 0


def this_process() -> tuple[int, int]:
    """A mark of this process: no other has it, also when the system gives the id of an ancestor again."""
    return os.getpid(), _forks


def _forked() -> None:
    global _forks
    _forks += 1


if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(after_in_child=_forked)
