"""A program that creates by name, for `killing`: each order is done by a process of its own, which may be killed.

The order `("kill", url, 7, 0.02, False)` creates name-7, name-8 and so on until the process is killed, 0.02 seconds
after its client is there, or after its start where the last is True; the answer says at which step of which name. The
order `("all", url, 9)` creates name-0 to name-8, and the answer holds what each was given. The processes are forked,
because a new interpreter takes a second to load what this one has loaded; all that they use they open themselves.
"""

from __future__ import annotations

import mmap
import os
import signal
import socket
import ssl
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

import httpx
from video_generations_client import Attempt, OutcomeUnknown, VideoGenerations

with suppress(ImportError):  # a journal in a file needs none
    import psycopg  # noqa: F401 - loaded once, for every process that is forked

#: The steps of a process, in their order; after the first come those of each create.
STEPS = ("opening", "before its request", "its request under way", "after its request")
#: Made once: it takes longer than some creates, and nothing here is encrypted.
TRUST = ssl.create_default_context()
_MARK = struct.Struct("=BI")


class Steps:
    """The step that a process has come to, in memory that outlives it."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _MARK.size)
        self._begun = socket.socketpair()
        self.number = 0

    def begin(self) -> None:
        """Tell the other side that the creates begin."""
        self._begun[1].send(b".")

    def wait(self) -> None:
        """Wait until they begin."""
        self._begun[0].recv(1)

    def reach(self, step: int, number: int | None = None) -> None:
        """Note a step, of the same name as before if none is given."""
        self.number = self.number if number is None else number
        self._memory[:] = _MARK.pack(step, self.number)

    def last(self) -> tuple[str, int]:
        """The step that was noted last, and the number of the name."""
        step, number = _MARK.unpack(self._memory[:])
        return STEPS[step], number

    @contextmanager
    def around_attempt(self, attempt: Attempt) -> Iterator[None]:
        """Note when a request leaves and when it is answered, for a client."""
        self.reach(2)
        yield
        self.reach(3)


def creates(url: str, journal: str, numbers: Any, steps: Steps) -> dict[str, str]:
    """Create a name for each number; gives the task of each, or nothing where its outcome is unknown."""
    given: dict[str, str] = {}
    http = httpx.Client(verify=TRUST)
    with (
        http,
        VideoGenerations(
            "", base_url=url, journal=journal, retries=None, around_attempt=steps.around_attempt, http_client=http
        ) as videos,
    ):
        videos.journal.find("first")
        videos.get("first")  # so that both connections are there, and the kills fall on creates and not on these
        steps.begin()
        for number in numbers:
            name = f"name-{number}"
            steps.reach(1, number)
            given[name] = ""
            with suppress(OutcomeUnknown):
                given[name] = videos.create(prompt=name, model="sora-2", once=name).task_id
    return given


def load() -> None:
    """Load what the client loads late, and compile its check, once for every process that is forked."""
    answering = httpx.MockTransport(lambda _: httpx.Response(200, json={"task_id": "t"}))
    with httpx.Client(transport=answering, verify=TRUST) as http:
        VideoGenerations("", base_url="https://host.example", http_client=http).create(prompt="p", model="sora-2")


def forked(work: Callable[[], object]) -> int:
    """Do work in a process of its own, and give its id. Its exit code is 1 where it fails."""
    if (process := os.fork()) == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(1)
    return process


def serve(orders: Connection[Any, Any], journal: str) -> None:
    """Do each order, until there is none left."""
    with suppress(EOFError):
        while True:
            steps = Steps()
            match orders.recv():
                case "all", url, end:
                    orders.send(creates(url, journal, range(end), steps))
                case "kill", url, start, seconds, at_once:
                    steps.reach(0, start)
                    process = forked(partial(creates, url, journal, count(start), steps))
                    if not at_once:
                        steps.wait()
                    time.sleep(seconds)
                    os.kill(process, signal.SIGKILL)
                    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
                    orders.send(steps.last() if code == -signal.SIGKILL else f"it has ended by itself, with {code}")
