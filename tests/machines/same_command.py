"""The same command on several machines: few tests of each kind, one limit, a ledger named by a variable."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from clausewise.cli import main

#: Few tests of each kind: paid and unpaid ones, and those that come afterwards.
FEW = ("-k", "keys_are_checked or unknown_ids or valid_requests or generated_client or followed or all_tasks")
VARIABLE = "CLAUSEWISE_TEST_LEDGER"
LIMIT = 6


class Machines:
    """The same command, started several times at once."""

    def __init__(self, url: str, run: str, folder: Path) -> None:
        self.url = url
        self.run = run
        self.folder = folder

    @property
    def options(self) -> list[str]:
        """The options of each machine."""
        given = ["--base-url", self.url, "--strength", "1", "--ledger", f"env:{VARIABLE}", "--run", self.run]
        return [*given, "--max-paid", str(LIMIT)]

    def start(self, number: int, *options: str) -> subprocess.Popen[str]:
        """Start one."""
        command = [sys.executable, "-m", "clausewise", "check", "-q", *self.options, *FEW, *options]
        report = ["--report", str(self.folder / str(number))]
        return subprocess.Popen([*command, *report], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - our own suite

    def report(self, number: int) -> Any:
        """The report of one machine."""
        return json.loads((self.folder / str(number) / "contract.json").read_text())


def told_by(machines: Machines, number: int) -> int:
    """The exit code of the report that the ledger tells by itself."""
    folder = str(machines.folder / str(number))
    return main(["report", "--ledger", f"env:{VARIABLE}", "--run", machines.run, "--report", folder])
