"""A fleet of mock servers with different faults: `python -m tests.fleet.fleet_of_mocks [--servers 50] [--workers 4]`.

One of the workers is killed with SIGKILL, with the checks that it has begun, in the midst of its work. It ends with 0
when every verdict is right, no limit was passed by what the servers have accepted, and none has accepted more than its
ledger knows, so that nothing was sent twice that may have been paid.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from clausewise.mock_server import running
from clausewise.mock_server.faults import faults
from clausewise.mock_server.faults.entry import FOLLOWED
from tests.fleet.mocks import KEY, Mocks
from tests.fleet.workers import LEASE, LEDGER, Workers
from tests.postgres import running_postgres

KEY_VARIABLE = "FLEET_MOCK_KEY"
#: Seconds that a fleet may take after the kill.
PATIENCE = 3600.0
#: Of so many servers one conforms, and of so many others the last.
EVERY = 10
#: Families of faults that make a check slow, or end it before it can say much, whatever the plan.
SLOW = ("slowness and drops", *FOLLOWED)


def chosen(servers: int, seed: int, families: Sequence[str] = ()) -> list[str | None]:
    """Faults of every family in turn, each once, among them servers that conform, and some of these at the end.

    What is left for the last ones of the limit over all decides how much of them is checked, not what is said of them.
    """
    generator = random.Random(seed)  # noqa: S311 - a choice, no secret
    by_family: dict[str, list[str]] = {}
    for fault in faults().values():
        if fault.family not in SLOW and (not families or fault.family in families):
            by_family.setdefault(fault.family, []).append(fault.name)
    for names in by_family.values():
        generator.shuffle(names)
    found: list[str | None] = []
    last: list[str | None] = [None] * (servers // EVERY)
    while len(found) < servers - len(last):
        for names in by_family.values():
            if len(found) % EVERY == EVERY - 1:
                found.append(None)
            found.append(names.pop())
    return [*found[: servers - len(last)], *last]


def file_of_servers(mocks: Mocks, url: str, total: int, each: int) -> str:
    """The file of servers."""
    text = f"total_paid = {total}\n[defaults]\nbasis = 'assumed'\nstrength = 1\nmax_paid = {each}\nlease = {LEASE}\n"
    text += f"api_key_env = '{KEY_VARIABLE}'\n"
    for number, _ in enumerate(mocks.names):
        text += f"[[server]]\nname = '{name_of(number)}'\nbase_url = '{url}/{number}'\n"
    return text


def name_of(number: int) -> str:
    """The name of a server of the fleet."""
    return f"mock-{number:02d}"


@contextmanager
def fleet(names: Sequence[str | None], workers: int) -> Iterator[tuple[Mocks, str, Workers, Path]]:
    """Mocks, their address, workers that wait for jobs, and a folder."""
    with ExitStack() as resources:
        postgres = resources.enter_context(running_postgres())
        folder = Path(resources.enter_context(tempfile.TemporaryDirectory()))
        mocks = Mocks(list(names))
        url = resources.enter_context(running(mocks))
        os.environ |= {LEDGER: postgres.address, KEY_VARIABLE: KEY}
        started = Workers(workers)
        with suppress(ProcessLookupError):
            try:
                yield mocks, url, started, folder
            finally:
                started.stop()


def checked(mocks: Mocks, url: str, workers: Workers, folder: Path, total: int, each: int, after: int) -> Any:
    """Check all of them, and kill a worker after so many accepted requests; gives exit code and output."""
    (folder / "servers.toml").write_text(file_of_servers(mocks, url, total, each))
    command = [sys.executable, "-m", "clausewise", "fleet", str(folder / "servers.toml"), "--ledger", f"env:{LEDGER}"]
    command += ["--run", "night", "--report", str(folder / "out"), "--metrics", str(folder / "fleet.prom")]
    with (folder / "output.txt").open("w") as output:
        started = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603 - our own fleet
        while mocks.accepted < after and started.poll() is None:
            time.sleep(0.05)
        if started.poll() is None:
            workers.kill()
        try:
            code = started.wait(PATIENCE)
        except subprocess.TimeoutExpired:  # what a dead worker held was given to nobody
            started.kill()
            code = started.wait()
    return code, (folder / "output.txt").read_text()


def problems(mocks: Mocks, folder: Path, total: int, each: int) -> list[str]:
    """A line for each wrong verdict, and for money that was spent wrongly."""
    found: list[str] = []
    left: list[str] = []
    unknown = 0
    for number, fault in enumerate(mocks.names):
        file = folder / "out" / name_of(number) / "contract.json"
        if not file.is_file():
            found.append(f"{name_of(number)} ({fault}): there is no report")
            continue
        report = json.loads(file.read_text())
        failed = {name for name, entry in report["clauses"].items() if entry["verdict"] == "failed"}
        unknown += report["counts"]["unknown"]
        if fault is None and (report["conforms"] == "no" or failed):
            found.append(f"{name_of(number)} conforms, and is said to break {', '.join(failed)}")
        if fault is not None and not failed & set(faults()[fault].clauses):
            limited = any("limit of" in left["reason"] for left in report["not_run"])
            (left if limited and report["conforms"] == "undecided" else found).append(f"{name_of(number)} ({fault})")
        accepted, known = mocks.accepted_by[number], report["counts"]["paid"] + report["counts"]["unknown"]
        if accepted > known:
            found.append(f"{name_of(number)} ({fault}): {accepted} accepted, and its ledger knows of {known}")
        if accepted > each:
            found.append(f"{name_of(number)} ({fault}): {accepted} accepted, at most {each}")
    if mocks.accepted > total:
        found.append(f"{mocks.accepted} accepted over all servers, at most {total}")
    again = sum(count - 1 for arrived in mocks.arrived for count in arrived.values() if count > 1)
    print(f"undecided by what the limits have left: {', '.join(left) or 'none'}")  # noqa: T201 - a command prints
    sums = f"accepted {mocks.accepted} of at most {total}, perhaps paid {unknown}"
    print(f"{sums}; equal requests that arrived once more {again}")  # noqa: T201 - a command prints
    return found


def main() -> int:
    """Run it; returns 0 when all is right."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--servers", type=int, default=50)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--total", type=int, default=540, help="the limit over all servers")
    parser.add_argument("--each", type=int, default=12, help="the limit of each")
    parser.add_argument("--only", help="a -k for the tests of each check, as 'keys_are_checked or valid_requests'")
    parser.add_argument(
        "--family", action="append", default=[], help="choose faults of this family, and of others so given"
    )
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    began = time.monotonic()
    if given.only:
        os.environ["PYTEST_ADDOPTS"] = f"-k '{given.only}'"
    with fleet(chosen(given.servers, given.seed, given.family), given.workers) as (mocks, url, workers, folder):
        code, output = checked(mocks, url, workers, folder, given.total, given.each, after=given.total // 4)
        print(output)  # noqa: T201 - a command prints
        found = problems(mocks, folder, given.total, given.each)
    print("\n".join(found))  # noqa: T201 - a command prints
    conforming = mocks.names.count(None)
    print(  # noqa: T201 - a command prints
        f"{given.servers} servers, {conforming} of them conforming, {given.workers} workers, one killed: "
        f"exit code {code}, {len(found)} problems, {time.monotonic() - began:.0f} s"
    )
    return 1 if found or code != 1 else 0


if __name__ == "__main__":
    raise SystemExit(main())
