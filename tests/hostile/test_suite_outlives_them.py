"""The suite as a command in front of hostile servers: it ends, in bounded memory, with a report and a right ledger."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clausewise.budget.ledger import Ledger
from tests.hostile.behaviours import BEHAVIOURS, LATE, Hostile
from tests.hostile.driver import KEY
from tests.hostile.leaks import leaks
from tests.hostile.server import HostileServer, answer
from tests.sampling import sampled
from tests.suite.command import SUITE

LIMIT = 5
#: A run against a correct server takes 140 MiB here; a bomb or an endless answer would take far more.
MEBIBYTES = 300
STORM = answer(429, {"error": {"message": "slow down", "type": "t", "code": "c"}}, "Retry-After: 86400")
#: Runs a command and writes down its largest memory. A process takes over the mark of the one that has started it, so
#: one that is small stands between the tests and the suite.
MEASURED = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
raise SystemExit(status)
"""
CASES = {
    "a storm of 429": Hostile(lambda _: iter([STORM]), "unpaid", "answers in a row were redirects, 429"),
    "never answers": BEHAVIOURS["never answers"],
    "gzip bomb": BEHAVIOURS["gzip bomb"],
    "drips a body without length": BEHAVIOURS["drips a body without length"],
}


@pytest.mark.parametrize("name", sampled(CASES, every=4))
def test_a_run_against_a_hostile_server_ends_with_a_report(name: str, tmp_path: Path) -> None:
    hostile = CASES[name]
    command = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", "--timeout=0.5"]
    command += [f"--max-paid={LIMIT}", "--api-key-env=HOSTILE_KEY", "--report=report", "--ledger=ledger.sqlite"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    started = time.monotonic()
    with HostileServer(hostile.behave) as server, (tmp_path / "printed").open("w") as printed:
        done = subprocess.run(  # noqa: S603 - our own suite
            [sys.executable, "-c", MEASURED, "memory", *command, f"--base-url={server.url}"],
            stdout=printed,
            stderr=printed,
            cwd=tmp_path,
            env=environment | {"HOSTILE_KEY": KEY},
            check=False,
        )
        creates = server.posts
    assert time.monotonic() - started < 60
    if sys.platform == "linux":  # elsewhere in another unit
        assert int((tmp_path / "memory").read_text()) < MEBIBYTES * 1024
    said = (tmp_path / "printed").read_text()
    report = json.loads((tmp_path / "report" / "contract.json").read_text())
    told = said + json.dumps(report)
    ledger = Ledger(tmp_path / "ledger.sqlite")
    counts = ledger.counts()
    ledger.close()
    assert hostile.says.removeprefix(LATE) in told
    assert report["conforms"] == ("undecided" if hostile.outcome == "unpaid" else "no")
    assert done.returncode == (1 if report["conforms"] == "no" else 2)
    assert counts.paid == 0
    assert counts.paid + counts.unknown == (0 if hostile.outcome == "unpaid" else LIMIT)
    # A server that still drips at a kept connection does not read what comes there.
    assert creates <= len(server.received) <= counts.requests
    assert report["not_run"]
    assert leaks(KEY, told) == []
