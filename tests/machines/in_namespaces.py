"""Processes in network namespaces as machines: `python -m tests.machines.in_namespaces [--machines 8] [--latency 0.2]`.

A namespace of its own holds the database and the server that is checked; each machine is another, joined to it by a
cable of its own. Needs iproute2 and the right to make namespaces; where that is missing it ends with 77.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from clausewise.mock_server import MockServer
from clausewise.mock_server.running import configured
from clausewise.spec import Spec
from tests.postgres import running_postgres

IP = "/usr/sbin/ip"
HUB, PREFIX, NET = "cw-hub", "cw-m", "10.77.0"
#: The exit code of a test that cannot be made here.
SKIPPED = 77
LIMIT = 10
#: The seconds of each stage of a task.
PACE = 0.5


def ip(*arguments: str) -> None:
    """Run iproute2."""
    subprocess.run([IP, *arguments], check=True, capture_output=True)  # noqa: S603 - a fixed program


@contextmanager
def namespaces(machines: int) -> Iterator[list[str]]:
    """Make a namespace with a bridge, and one for each machine, joined to it; gives the names of the machines."""
    names = [f"{PREFIX}{number}" for number in range(machines)]
    made: list[str] = []
    try:
        for name in (HUB, *names):
            ip("netns", "add", name)
            made.append(name)
        ip("-n", HUB, "link", "set", "lo", "up")
        ip("-n", HUB, "link", "add", "br0", "type", "bridge")
        ip("-n", HUB, "addr", "add", f"{NET}.1/24", "dev", "br0")
        ip("-n", HUB, "link", "set", "br0", "up")
        for number, name in enumerate(names):
            ip("-n", HUB, "link", "add", f"v{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("-n", HUB, "link", "set", f"v{number}", "master", "br0", "up")
            ip("-n", name, "addr", "add", f"{NET}.{number + 10}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
        yield names
    finally:
        for name in made:
            subprocess.run([IP, "netns", "del", name], check=False, capture_output=True)  # noqa: S603 - a fixed program


class Slow:
    """A mock server that answers late, and notes when requests arrive and from how many addresses."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.server = MockServer(Spec.load(), pace=PACE)
        self.arrived: list[float] = []
        self.addresses: set[str] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Wait, and answer."""
        self.arrived.append(time.monotonic())
        self.addresses.add(scope["client"][0])
        await asyncio.sleep(self.latency)
        await self.server(scope, receive, send)


@contextmanager
def serving(app: Slow, port: int) -> Iterator[str]:
    """Serve on the bridge."""
    server = uvicorn.Server(configured(app, host=f"{NET}.1", port=port))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://{NET}.1:{port}"
    server.should_exit = True
    thread.join(10)


def started(name: str, url: str, run: str, folder: Path, *options: str) -> subprocess.Popen[str]:
    """Start the same command as on every machine."""
    command = [IP, "netns", "exec", name, sys.executable, "-m", "clausewise", "check", "-q", "--base-url", url]
    command += ["--max-paid", str(LIMIT), "--strength", "1", "--ledger", "env:MACHINES_LEDGER", "--run", run]
    report = ["--report", str(folder / name)]
    return subprocess.Popen([*command, *report, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - our own suite


def measured(names: list[str], run: str, app: Slow, port: int, *options: str, killed: int = 0) -> dict[str, Any]:
    """The outcome of one run of some machines, of which some are killed while it goes on."""
    with ExitStack() as resources:
        url = resources.enter_context(serving(app, port))
        folder = Path(resources.enter_context(tempfile.TemporaryDirectory()))
        machines = [started(name, url, run, folder, *options) for name in names]
        while len(app.addresses) < len(names) and all(machine.poll() is None for machine in machines):
            time.sleep(0.05)
        for machine in machines[:killed]:
            time.sleep(0.3)
            machine.kill()
        outputs = [machine.communicate(timeout=900)[0] for machine in machines]
        if not all((folder / name / "contract.json").is_file() for name in names[killed:]):
            raise SystemExit(outputs[-1][-3000:])
        reports = [json.loads((folder / name / "contract.json").read_text()) for name in names[killed:]]
        return {
            "machines": len(names),
            "seen": len(app.addresses),
            "killed": killed,
            "codes": [machine.returncode for machine in machines],
            "accepted": app.server.accepted,
            "requests": app.server.requests,
            "seconds": round(app.arrived[-1] - app.arrived[0], 2),
            "counts": reports[0]["counts"],
            "verdicts": len({json.dumps([report["clauses"], report["tasks"]], sort_keys=True) for report in reports}),
            "conforms": reports[0]["conforms"],
            "not_run": sorted({entry["reason"] for entry in reports[0]["not_run"]}),
            "tasks": len(reports[0]["tasks"]),
            "videos": len(reports[0]["videos"]),
            "kept": [name for name, clause in reports[0]["clauses"].items() if clause["verdict"] == "kept"],
            "densest": densest(app.arrived),
            "output": outputs[-1][-2000:],
        }


def densest(arrived: list[float], seconds: float = 5.0) -> int:
    """The most requests that have arrived in so many seconds."""
    first = most = 0
    for last, at in enumerate(arrived):
        while arrived[first] < at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def in_hub(arguments: argparse.Namespace) -> int:
    """Measure, within the namespace of the server."""
    names = [f"{PREFIX}{number}" for number in range(arguments.machines)]
    with running_postgres() as postgres:
        os.environ["MACHINES_LEDGER"] = postgres.on(f"{NET}.1", f"{NET}.0/24")
        few = ["-k", arguments.only] if arguments.only else []
        few += ["--follow", "--follow-interval", "0.3"] if arguments.follow else []
        if not arguments.killed:
            alone = measured(names[:1], "alone", Slow(arguments.latency), 8000, *few)
            together = measured(names, "together", Slow(arguments.latency), 8001, *few)
            told = {"alone": alone, "together": together, "speed-up": round(alone["seconds"] / together["seconds"], 2)}
        else:
            rate = ("--rate", str(arguments.rate))
            told = {"killed": measured(names, "killed", Slow(0), 8002, *rate, *few, killed=arguments.killed)}
    print(json.dumps(told))  # noqa: T201 - a command prints
    return 0


def main() -> int:
    """Print what was measured, as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--machines", type=int, default=8)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--killed", type=int, default=0, help="kill so many of them, with a rate in place of a latency")
    parser.add_argument("--rate", type=float, default=1200.0)
    parser.add_argument("--follow", action="store_true", help="follow what is accepted")
    parser.add_argument("--only", default="", help="a -k for the tests")
    parser.add_argument("--in-hub", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.in_hub:
        return in_hub(arguments)
    try:
        with namespaces(arguments.machines):
            again = [sys.executable, "-m", "tests.machines.in_namespaces", *sys.argv[1:], "--in-hub"]
            return subprocess.run([IP, "netns", "exec", HUB, *again], check=False).returncode  # noqa: S603 - this program
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"no network namespaces can be made here: {error}", file=sys.stderr)  # noqa: T201 - a command prints
        return SKIPPED


if __name__ == "__main__":
    raise SystemExit(main())
