"""The share of small changes that their tests notice, in the rooms that guard money and ids.

    python -m benchmarks.mutants [ROOM ...] [--again] [--children N] [--told] [--output FILE]

mutmut makes the changes and runs the tests of a room against each, in `mutants/ROOM`. With --again only those that no
test has noticed are run, as after a new test; with --told nothing is run, and the table of the last run is told again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.mutants.report import lines
from benchmarks.mutants.results import Mutant, forget, mutants
from benchmarks.mutants.rooms import ROOMS
from benchmarks.mutants.work_folder import folder_of, made
from benchmarks.table import tell
from tests.postgres import STARTED, running_postgres


def found(room: str) -> Iterator[Mutant]:
    """The mutants of a room, and what became of them in the last run."""
    for module in ROOMS[room].modules:
        yield from mutants(folder_of(room), module)


def run(room: str, *, again: bool, children: int) -> None:
    """Let mutmut change a room; what it prints is kept beside it."""
    folder = made(room, ROOMS[room], again=again)
    for module in ROOMS[room].modules if again else ():
        forget(folder, module)
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(children)]
    environment = {**os.environ, "PYTEST_PLUGINS": "benchmarks.mutants.quick_first"}
    with (folder / "mutmut.log").open("w", encoding="utf-8") as log:
        ended = subprocess.run(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False)
    if ended.returncode:
        raise SystemExit(f"{room}: mutmut ended with {ended.returncode}; the end of {log.name} says why")


def main() -> int:
    """Run the rooms, and tell how many mutants were noticed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants")
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of {', '.join(ROOMS)}; all without one")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--children", type=int, default=2)
    parser.add_argument("--told", action="store_true")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    rooms = options.rooms or [*ROOMS]
    if unknown := sorted(set(rooms) - set(ROOMS)):
        parser.error(f"there is no room {unknown[0]}, only {', '.join(ROOMS)}")
    if not options.told:
        with running_postgres() as server:
            os.environ[STARTED] = server.address
            for room in rooms:
                run(room, again=options.again, children=options.children)
    tell(lines({room: list(found(room)) for room in rooms}), options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
