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


def measured(postgres: Postgres) -> Measured:
    """Check the mock server once, by the whole plan and a ledger in PostgreSQL."""
    with serving() as url, tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "clausewise", "check", "-q", "--base-url", url, "--max-paid", str(MAX_PAID)]
        command += ["--ledger", "env:NIGHT_LEDGER", "--run", "night", "--report", folder]
        environment = {**os.environ, "NIGHT_LEDGER": postgres.address}
        started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(started.pid, 0)
        if os.waitstatus_to_exitcode(status):
            raise SystemExit("the run against the mock server has failed: python -m clausewise check says why")
        requests = json.loads(Path(folder, "contract.json").read_text())["counts"]["requests"]
    place = read_shared(postgres.address, "night")
    with closing(Ledger(place)) as ledger:
        query = "SELECT sum(pg_total_relation_size(quote_ident(schemaname) || '.' || quote_ident(tablename))) "
        size = ledger.storage.row(f"{query} FROM pg_catalog.pg_tables WHERE schemaname = ?", (place.schema,))[0]
    return Measured(int(requests), used.ru_utime + used.ru_stime, int(size))


def lines(run: Measured, backend: float) -> list[str]:
    """The lines about a night; `backend` is what PostgreSQL itself works for one request, in milliseconds."""
    processor, database = SERVERS * run.processor / 3600, SERVERS * run.requests * backend / 3_600_000
    machines = math.ceil(processor / (HOURS * CORES * USED))
    rows = []
    for latency in LATENCIES:
        seconds = run.requests * latency + run.processor
        rows.append(
            f"| {latency:g} s | {seconds / 60:.0f} min | {SERVERS * seconds / 3600:.0f} h | "
            f"{math.ceil(SERVERS * seconds / 3600 / HOURS)} |"
        )
    return [
        f"## A night of {SERVERS:,} servers, on paper",
        "",
        f"Measured once: a whole run with `--max-paid {MAX_PAID}` against the mock server, with a ledger in "
        f"PostgreSQL, makes {run.requests} requests, takes {run.processor:.1f} s of the processor and leaves "
        f"{run.size / 1e6:.1f} MB in the database. All else is multiplied from that, and from what the database works "
        "for a request.",
        "",
        f"- Processor of the suite: {processor:.1f} h, that is {machines} machine{'s' if machines > 1 else ''} of "
        f"{CORES} cores for {HOURS} hours, {USED:.0%} of them used.",
        f"- Processor of PostgreSQL for the ledgers: {database:.2f} h.",
        f"- Database: {SERVERS * run.size / 1e9:.1f} GB a night; old runs are not deleted by themselves.",
        f"- Requests: {SERVERS * run.requests:,}, of them at most {SERVERS * MAX_PAID:,} paid.",
        "",
        "What a night takes is mostly waiting. A worker checks one server at a time, one request after the other:",
        "",
        "| a server answers in | one server | one worker, all servers | workers for a night |",
        "|---|---|---|---|",
        *rows,
        "",
        "With a `--rate` of so many requests a minute a server takes at least requests / rate minutes. Not in it: "
        "tasks that are followed and their videos, isolation of faults, the network to the database.",
    ]
