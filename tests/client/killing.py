"""Kill programs that create by name at random moments, start them again until all is done, and count the requests.

    python -m tests.client.killing --kills 200 --processes 4 --journal postgres

Several programs walk through the same names with one journal. Each is killed by SIGKILL some milliseconds after it
has begun, and started again. At the end each name has its task or an unknown outcome, and the server tells how many
requests have come by it: one at most, and not fewer than one where there is a task. Exit code 1 if not.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from video_generations_client import VideoGenerations

from tests.client.nonce_server import NonceServer
from tests.client.postgres import running_postgres

PROGRAM = """
import sys
from video_generations_client import OutcomeUnknown, VideoGenerations

url, journal, count = sys.argv[1:]
with VideoGenerations("", base_url=url, journal=journal, retries=None) as videos:
    videos.create(prompt="first", model="sora-2", once="first")  # loads what is loaded late
    print("begun", flush=True)
    for number in range(int(count)):
        name = f"name-{number}"
        try:
            made = videos.create(prompt=name, model="sora-2", once=name).task_id
        except OutcomeUnknown:
            made = ""
        print(name, made, flush=True)
print("done", flush=True)
"""


@dataclass
class Killing:
    """One run, and what it has found.

    Attributes:
        kills: How many programs are killed.
        processes: How many run at once.
        killed: How many were killed while they were at work.
        made: For each name what the programs that ended were given: a task, or nothing where it is unknown.
        requests: For each name how many requests came.

    """

    kills: int
    processes: int
    killed: int = 0
    made: dict[str, set[str]] = field(default_factory=lambda: collections.defaultdict(set))
    requests: collections.Counter[str] = field(default_factory=collections.Counter)

    def run(self, journal: str, names: int) -> None:
        """Kill and start again until all is done."""
        lock = threading.Lock()
        with NonceServer(slow=0.004) as server:
            with VideoGenerations("", base_url=server.url, journal=journal) as videos:
                videos.create(prompt="first", model="sora-2", once="first")
            command = [sys.executable, "-c", PROGRAM, server.url, journal, str(names)]

            def until_done(number: int) -> None:
                moment = random.Random(number)  # noqa: S311 - no secret
                while True:
                    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:  # noqa: S603 - made here
                        assert program.stdout is not None
                        program.stdout.readline()
                        with lock:
                            kill = self.killed < self.kills
                            self.killed += kill
                        if kill:
                            threading.Event().wait(moment.uniform(0.0, 0.1))
                            program.kill()
                            continue
                        lines = program.stdout.read().splitlines()
                    assert lines[-1] == "done", lines
                    with lock:
                        for line in lines[:-1]:
                            name, _, task_id = line.partition(" ")
                            self.made[name].add(task_id)
                    return

            with ThreadPoolExecutor(self.processes) as pool:
                list(pool.map(until_done, range(self.processes)))
            self.requests.update(task_id.rpartition("-of-")[2] for task_id in server.made)

    def wrong(self) -> list[str]:
        """What must not be."""
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
                "killed": self.killed,
                "processes": self.processes,
                "names": len(self.made),
                "requests": self.requests.total(),
                "most requests by a name": max(self.requests.values(), default=0),
                "unknown, sent": sum(self.requests[name] == 1 for name in unknown),
                "unknown, not sent": sum(self.requests[name] == 0 for name in unknown),
                "wrong": self.wrong(),
            }
        )


def kill(kills: int, processes: int, journal: str) -> Killing:
    """Run with a journal in a file or in PostgreSQL; enough names that some are left for the last programs."""
    killing = Killing(kills, processes)
    with ExitStack() as stack:
        place = str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "jobs.sqlite")
        if journal == "postgres":
            place = stack.enter_context(running_postgres())
        killing.run(place, kills * 8 + 20)
    return killing


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="how many programs to kill (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=1, help="how many run at once (default: %(default)s)")
    parser.add_argument("--journal", choices=["sqlite", "postgres"], default="sqlite", help="(default: %(default)s)")
    arguments = parser.parse_args()
    killing = kill(arguments.kills, arguments.processes, arguments.journal)
    print(killing.report())  # noqa: T201 - a command prints
    return 1 if killing.wrong() else 0


if __name__ == "__main__":
    sys.exit(main())
