"""Kill programs that create by name at random moments, start them again until all is done, and count the requests.

    python -m tests.client.killing --kills 200 --programs 4 --journal postgres

Several programs walk through the same names with one journal. Each is killed by SIGKILL some milliseconds after it
has begun, and started again at the name where it was. At the end each name has its task or an unknown outcome, and the
server tells how many requests have come by it: one at most, and not fewer than one where there is a task. Exit code 1
if not. The report says how many kills fell on which step of a create.
"""

from __future__ import annotations

import argparse
import collections
import json
import multiprocessing
import random
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.client.killed import STEPS, load, serve
from tests.client.nonce_server import NonceServer
from tests.client.postgres import running_postgres

#: Seconds that a process creates before it is killed: from none to a few creates.
MOMENTS = (0.0, 0.03)
#: One in so many is killed that long after its start, when most have not begun.
AT_ONCE = 10


@dataclass
class Killing:
    """One run, and what it has found.

    Attributes:
        kills: How many processes are killed.
        programs: How many programs run at once, each in one process after the other.
        fell: How many kills fell on each step.
        names: How many names were begun.
        made: For each name what the programs were given in the end: a task, or nothing where it is unknown.
        requests: For each name how many requests came.

    """

    kills: int
    programs: int
    fell: collections.Counter[str] = field(default_factory=collections.Counter)
    names: int = 0
    made: dict[str, set[str]] = field(default_factory=lambda: collections.defaultdict(set))
    requests: collections.Counter[str] = field(default_factory=collections.Counter)

    def run(self, journal: str) -> None:
        """Kill and start again, until every program has gone through all names undisturbed."""
        left, lock = iter(range(self.kills)), threading.Lock()

        def killed_and_started_again(program: Connection[Any, Any], seed: int, url: str) -> None:
            moment, number = random.Random(seed), 0  # noqa: S311 - no secret
            while True:
                with lock:
                    if next(left, None) is None:
                        return
                seconds, at_once = moment.uniform(*MOMENTS), moment.randrange(AT_ONCE) == 0
                step, number = _told(program, ("kill", url, number, seconds, at_once))
                with lock:
                    self.fell[step] += 1
                    self.names = max(self.names, number + 1)

        with ExitStack() as stack:
            load()
            # Before the server has threads: a fork has none of them.
            programs = [stack.enter_context(_program(journal)) for _ in range(self.programs)]
            server = stack.enter_context(NonceServer(slow=0.004))
            pool = stack.enter_context(ThreadPoolExecutor(self.programs))
            list(pool.map(killed_and_started_again, programs, range(self.programs), [server.url] * self.programs))
            for given in pool.map(_told, programs, [("all", server.url, self.names + 5)] * self.programs):
                for name, task_id in given.items():
                    self.made[name].add(task_id)
            made = [task_id.rpartition("-of-")[2] for task_id in server.made]
            self.requests.update(made)

    def wrong(self) -> list[str]:
        """A line for each name that was paid twice, or has no or another task."""
        found = [f"{name}: {count} requests" for name, count in self.requests.items() if count > 1]
        for name, given in self.made.items():
            if len(given) > 1:
                found.append(f"{name}: not the same for each program: {given}")
            if any(task_id and not task_id.endswith(f"-of-{name}") for task_id in given):
                found.append(f"{name}: the task of another: {given}")
            if given != {""} and self.requests[name] != 1:
                found.append(f"{name}: {given} by {self.requests[name]} requests")
        return found

    def report(self) -> str:
        """The figures, as JSON."""
        unknown = [name for name, given in self.made.items() if "" in given]
        return json.dumps(
            {
                "killed": self.fell.total(),
                "programs": self.programs,
                "kills by step": {step: self.fell[step] for step in STEPS},
                "names": len(self.made),
                "requests": self.requests.total(),
                "most requests by a name": max(self.requests.values(), default=0),
                "unknown, sent": sum(self.requests[name] == 1 for name in unknown),
                "unknown, not sent": sum(self.requests[name] == 0 for name in unknown),
                "wrong": self.wrong(),
            }
        )


@contextmanager
def _program(journal: str) -> Iterator[Connection[Any, Any]]:
    """A connection to a program in a process of its own, which takes orders."""
    ours, theirs = multiprocessing.Pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of 3.12, when the tests have threads
        process = multiprocessing.get_context("fork").Process(target=_served, args=(ours, theirs, journal))
        process.start()
    theirs.close()
    yield ours
    ours.close()
    process.join()


def _served(ours: Connection[Any, Any], theirs: Connection[Any, Any], journal: str) -> None:
    ours.close()
    serve(theirs, journal)


def _told(program: Connection[Any, Any], order: tuple[Any, ...]) -> Any:
    """The answer of a program to an order."""
    program.send(order)
    return program.recv()


def kill(kills: int, programs: int, journal: str) -> Killing:
    """Run with a journal in a file (`sqlite`), in a PostgreSQL server of its own (`postgres`), or at an address."""
    killing = Killing(kills, programs)
    with ExitStack() as stack:
        place = journal
        if journal == "sqlite":
            place = str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "jobs.sqlite")
        elif journal == "postgres":
            place = stack.enter_context(running_postgres())
        killing.run(place)
    return killing


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="how many processes to kill (default: %(default)s)")
    parser.add_argument("--programs", type=int, default=1, help="how many run at once (default: %(default)s)")
    parser.add_argument("--journal", choices=["sqlite", "postgres"], default="sqlite", help="(default: %(default)s)")
    arguments = parser.parse_args()
    killing = kill(arguments.kills, arguments.programs, arguments.journal)
    print(killing.report())  # noqa: T201 - a command prints
    return 1 if killing.wrong() else 0


if __name__ == "__main__":
    sys.exit(main())
