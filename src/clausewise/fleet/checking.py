"""The process of one check: `clausewise check`, which ends by itself when the worker that has started it is gone."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from clausewise.bundled import SUITE


def main(arguments: list[str]) -> int:
    """Run the suite; returns its exit code. Standard input is held open by the worker."""
    threading.Thread(target=_outlive_nobody, name="worker", daemon=True).start()
    own = ["-c", str(SUITE / "pytest.ini"), f"--rootdir={SUITE}", "-p", "no:cacheprovider", str(SUITE)]
    return int(pytest.main([*own, *arguments]))


def _outlive_nobody() -> None:
    """Interrupt the run when standard input ends: what is under way is written down, and the rest given back."""
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
