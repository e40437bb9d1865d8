"""Telling what a command is doing, and how each step of it ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Seconds between two signs that a step goes on.
PATIENCE = 2.0


@contextmanager
def step(name: str) -> Iterator[Callable[[str], None]]:
    """Print the name of a step as it begins, dots while it lasts, and what the function given is told at its end."""
    print(f"{name:<10}", end="", flush=True)
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(PATIENCE):
            print("…", end="", flush=True)

    dots = threading.Thread(target=go_on, daemon=True)
    dots.start()
    told: list[str] = []
    try:
        yield told.append
    finally:
        over.set()
        dots.join()
        print("; ".join(told) if told else "not done", flush=True)
