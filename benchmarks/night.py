"""A night of many servers on paper: what one measured run costs, and what a thousand of them need."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from clausewise.budget.ledger import Ledger
from clausewise.report.exit_codes import UNDECIDED
from clausewise.settings.shared_ledger import read_shared
from tests.machines.overlapping import serving
from tests.postgres import Postgres

#: Servers that are checked in a night, paid requests for each, hours of a night.
SERVERS, MAX_PAID, HOURS = 1000, 10, 8
#: Two cores for each machine, of which a part is left for others.
CORES, USED = 2, 0.7
#: The seconds that a server takes to answer.
LATENCIES = (0.2, 1.0)


@dataclass(frozen=True)
class Measured:
    """One whole run: requests, processor seconds of its process, bytes in the database."""

    requests: int
    processor: float
    size: int


def measured(postgres: Postgres, run: str, *options: str) -> Measured:
    """Check the mock server once, by the whole plan and a ledger in PostgreSQL, with some options more."""
    with serving() as url, tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "clausewise", "check", "-q", "--base-url", url, "--max-paid", str(MAX_PAID)]
        command += ["--ledger", "env:NIGHT_LEDGER", "--run", run, "--report", folder, *options]
        environment = {**os.environ, "NIGHT_LEDGER": postgres.address}
        started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(started.pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, UNDECIDED):  # which the limit may leave it
            raise SystemExit("the run against the mock server has failed: python -m clausewise check says why")
        requests = json.loads(Path(folder, "contract.json").read_text())["counts"]["requests"]
    place = read_shared(postgres.address, run)
    with closing(Ledger(place)) as ledger:
        query = "SELECT sum(pg_total_relation_size(quote_ident(schemaname) || '.' || quote_ident(tablename))) "
        size = ledger.storage.row(f"{query} FROM pg_catalog.pg_tables WHERE schemaname = ?", (place.schema,))[0]
    return Measured(int(requests), used.ru_utime + used.ru_stime, int(size))


def lines(plain: Measured, followed: Measured, backend: float) -> list[str]:
    """The lines about a night; `backend` is what PostgreSQL itself works for one request, in milliseconds."""
    both = (plain, followed)
    hours = [SERVERS * run.processor / 3600 for run in both]
    figures = [
        ("requests of one run", [f"{run.requests}" for run in both]),
        ("processor of one run", [f"{run.processor:.1f} s" for run in both]),
        ("one run in the database", [f"{run.size / 1e6:.1f} MB" for run in both]),
        ("requests of all", [f"{SERVERS * run.requests:,}" for run in both]),
        ("processor of the suite", [f"{each:.1f} h" for each in hours]),
        (
            f"machines of {CORES} cores, {USED:.0%} used, {HOURS} hours",
            [f"{math.ceil(each / (HOURS * CORES * USED))}" for each in hours],
        ),
        ("processor of PostgreSQL", [f"{SERVERS * run.requests * backend / 3_600_000:.2f} h" for run in both]),
        ("database", [f"{SERVERS * run.size / 1e9:.1f} GB" for run in both]),
        *[
            (
                f"workers where a server answers in {latency:g} s",
                [f"{math.ceil(SERVERS * _seconds(run, latency) / 3600 / HOURS)}" for run in both],
            )
            for latency in LATENCIES
        ],
    ]
    return [
        f"## A night of {SERVERS:,} servers, on paper",
        "",
        f"Measured once each: a whole run with `--max-paid {MAX_PAID}` against the mock server, with a ledger in "
        "PostgreSQL, without and with `--follow`. All else is multiplied from that, and from what the database works "
        f"for a request. At most {SERVERS * MAX_PAID:,} requests are paid. Old runs are not deleted by themselves.",
        "",
        "| | plain | with --follow |",
        "|---|---|---|",
        *(f"| {name} | {' | '.join(values)} |" for name, values in figures),
        "",
        "What a night takes is mostly waiting. A worker checks one server at a time, one request after the other: "
        f"{_seconds(plain, LATENCIES[0]) / 60:.0f} minutes for each where one takes {LATENCIES[0]:g} s. With a "
        "`--rate` of so many requests a minute a server takes at least requests / rate minutes. With `--follow` a "
        "worker is busy until the last task of its server has ended; the mock server's end within seconds, and its "
        "videos are of some kilobytes. Not in it: isolation of faults, the network to the database.",
    ]


def _seconds(run: Measured, latency: float) -> float:
    return run.requests * latency + run.processor
