"""The command line of programs that kill runs again and again and tell what was wrong."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable


def command(document: str | None, times: int, repeat: Callable[[int, int], tuple[list[str], str]]) -> int:
    """Kill runs `--times` times, with the moments of a `--seed`; gives the exit code, 1 where something was wrong.

    The first line of the `document` is the description. `repeat` gives what was wrong, and what was done in words.
    """
    parser = argparse.ArgumentParser(description=(document or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=times)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    started = time.monotonic()
    wrong, done = repeat(arguments.times, arguments.seed)
    told = f"{done}, {len(wrong)} problems, {time.monotonic() - started:.0f} s"
    print("\n".join([*wrong, told]))  # noqa: T201 - a command prints
    return 1 if wrong else 0
