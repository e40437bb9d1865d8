"""A server that goes away in mid-run ends the run in one line, with what was learned so far."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from clausewise.mock_server import MockServer, Switch, running
from tests.suite.command import SPEC, SUITE


def test_a_server_that_goes_ends_the_run_in_one_line(tmp_path: Path) -> None:
    server = MockServer(SPEC)
    with running(Switch(server)) as url:
        command = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", "--base-url", url]
        command += ["--report", str(tmp_path), "--timeout", "3"]
        process = subprocess.Popen(  # noqa: S603 - our own suite
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        until = time.monotonic() + 60
        while server.requests < 50 and time.monotonic() < until:
            time.sleep(0.01)
    killer = threading.Timer(60, process.kill)
    killer.start()
    output, _ = process.communicate()
    killer.cancel()
    assert process.returncode == 8, output[-2000:]
    assert "the server cannot be reached any more" in output
    assert "Traceback" not in output
    report = json.loads((tmp_path / "contract.json").read_text())
    assert report["counts"]["requests"] >= 50
    # A request that the end of the server met in its midst was dropped, which is a finding; nothing else is.
    failed = {name for name, clause in report["clauses"].items() if clause["verdict"] == "failed"}
    dropped = {finding["probe"] for finding in report["findings"] if finding["status"] == "failed"}
    assert (report["conforms"], "answers" in failed) in [("undecided", False), ("no", True)]
    assert len(dropped) <= 1
