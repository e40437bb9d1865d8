"""The process of one check: `clausewise check`, which ends by itself when the worker that has started it is gone."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from clausewise.bundled import SUITE_ARGUMENTS


def main(arguments: list[str]) -> int:
    """Run the suite; returns its exit code. Standard input is held open by the worker."""
    threading.Thread(target=_end_with_the_worker, name="worker", daemon=True).start()
    return int(pytest.main([*SUITE_ARGUMENTS, *arguments]))


def _end_with_the_worker() -> None:
    """Interrupt the run when standard input ends: what is under way is written down, and the rest given back."""
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
