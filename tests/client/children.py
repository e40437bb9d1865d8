"""A process that is forked from the tests: what it is given is there without a new interpreter."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable
from pathlib import Path

from video_generations_client import VideoGenerations, VideoGenerationsError


class Child:
    """A forked process that does work and says what came of it. It must be joined.

    Args:
        work: What it does; it says the text that this gives, or nothing where it raises an error.

    """

    def __init__(self, work: Callable[[], str]) -> None:
        read, write = os.pipe()
        with warnings.catch_warnings():
            # Of 3.12: threads may hold locks that the child needs. Those of the servers here hold none.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process = os.fork()
        if self.process == 0:
            try:
                signal.signal(signal.SIGINT, signal.default_int_handler)
                os.write(write, work().encode())
            finally:
                os._exit(0)
        os.close(write)
        self._read = read

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal."""
        os.kill(self.process, number)

    def said(self) -> str:
        """Wait for the end; gives what it said."""
        with os.fdopen(self._read) as stream:
            text = stream.read()
        os.waitpid(self.process, 0)
        return text


def created_by_name(url: str, journal: Path) -> str:
    """The task of a create, or the name of its error."""
    try:
        with VideoGenerations("", base_url=url, journal=journal, timeout=20, retries=None) as videos:
            return videos.create(prompt="n", model="sora-2", once="n").task_id
    except VideoGenerationsError as error:
        return type(error).__name__
