"""The servers that tools are started against, and what one start did."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.detection.tools import KEY, KEY_ENV, ROOT, Tool
from clausewise.mock_server import MockServer, running
from clausewise.mock_server.faults import changes, faults, variants
from clausewise.spec import Spec

#: A run that takes longer, in seconds, is ended, and counts as having found nothing.
LONGEST = 180
TOOK_TOO_LONG = -1
#: Turns against the correct server, of which the median counts.
TURNS = 5


@dataclass(frozen=True)
class Server:
    """One server: the correct one (the name is the turn), one with a fault, or a conforming variant."""

    kind: str
    name: str

    @property
    def keyed(self) -> bool:
        """Tell whether it wants a key."""
        return self.kind != "correct" and (faults() if self.kind == "fault" else variants())[self.name].keys

    @property
    def clause(self) -> str | None:
        """The clause that its fault breaks first."""
        return faults()[self.name].clauses[0] if self.kind == "fault" else None


@dataclass(frozen=True)
class Run:
    """The result of a tool against one server: its exit code, the clauses `named` by its findings, its cost.

    `found_after` is the number of paid requests up to the first one whose answer broke a clause, itself included;
    None where the tool does not tell.
    """

    kind: str
    server: str
    tool: str
    code: int
    named: list[str]
    requests: int
    paid: int
    seconds: float
    found_after: int | None = None

    @property
    def failed(self) -> bool:
        """Tell whether the tool says that the server is wrong; any other code but 0 says that it could not tell."""
        return self.code == 1


def servers(every: int, first: int = 0) -> list[Server]:
    """The correct server's turns, then each Nth fault and each Nth variant of the catalogue, from the `first` on."""
    return [
        *(Server("correct", str(turn)) for turn in range(TURNS)),
        *(
            Server("fault", name)
            for name in [name for name, fault in faults().items() if fault.shows_alone][first::every]
        ),
        *(
            Server("variant", name)
            for name in [name for name, variant in variants().items() if variant.witness][first::every]
        ),
    ]


def run(tool: Tool, server: Server) -> Run:
    """Start a tool once against a server of its own, which counts what arrives."""
    fault, variant = (server.name if server.kind == kind else None for kind in ("fault", "variant"))
    app = MockServer(
        Spec.load(), keys=frozenset([KEY] if server.keyed else []), changes=changes(fault=fault, variant=variant)
    )
    with running(app) as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = tool.command(url, server.keyed, folder, "documented" if server.kind == "variant" else "assumed")
        where = ROOT if tool.in_checkout else folder
        started = time.monotonic()
        try:
            process = subprocess.run(
                command, cwd=where, capture_output=True, timeout=LONGEST, env={**os.environ, KEY_ENV: KEY}
            )
            code = process.returncode
        except subprocess.TimeoutExpired:
            code = TOOK_TOO_LONG
        seconds = time.monotonic() - started
        report = folder / "contract.json"
        told = json.loads(report.read_text()) if report.exists() else {"findings": [], "timeline": []}
        findings = told["findings"]
    named = sorted({finding["clause"] for finding in findings if finding["status"] == "failed"})
    after = found_after(told)
    return Run(server.kind, server.name, tool.name, code, named, app.requests, app.accepted, seconds, after)


def found_after(report: Any) -> int | None:
    """The requests of a report that were, or may have been, paid when the first failing probe was answered."""
    failing = {finding["probe"] for finding in report["findings"] if finding["status"] == "failed"}
    paid = 0
    for request in report["timeline"]:
        paid += bool(request["paid"] or request["unknown"])
        if request["probe"] in failing:
            return paid
    return None
