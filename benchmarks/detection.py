"""Faults found, clauses named, false alarms, requests and time: this suite beside `schemathesis run`.

`python -m benchmarks.detection [--every 4] [--tool NAME] [--output FILE]`. Each tool is started as its
users start it, once for each fault and each conforming variant of the mock server's catalogue, and
the server counts what arrives. Tools take turns on each server, so that a machine that slows down
slows down all of them. `--every N` takes each Nth fault: the whole catalogue takes hours.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from contract_tests.mock_server import MockServer, Switch, running
from contract_tests.mock_server.faults import faults, variants
from contract_tests.spec import Spec
from contract_tests.spec.validation import asserted

KEY = "sk-bench-5Tq81Vw3"
KEY_ENV = "BENCHMARK_API_KEY"
#: A run that takes longer is ended, and counts as having found nothing.
LONGEST = 180


@dataclass(frozen=True)
class Run:
    """What one start of a tool did to one server."""

    failed: bool
    named: frozenset[str]
    requests: int
    paid: int
    seconds: float


@dataclass
class Tool:
    """A tool and its figures."""

    name: str
    command: Callable[[str, bool, Path], list[str]]
    found: int = 0
    named: int = 0
    false_alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    correct: Run | None = None


def ours(*more: str) -> Callable[[str, bool, Path], list[str]]:
    """Start this suite as its users start it; every basis, since the catalogue has faults of every basis."""

    def command(url: str, keyed: bool, folder: Path) -> list[str]:  # noqa: FBT001 - a fact of the server
        key = ["--api-key-env", KEY_ENV] if keyed else []
        start = [sys.executable, "-m", "pytest", "contract_tests", "-q", "-p", "no:cacheprovider", "--base-url", url]
        return [*start, "--report", str(folder), "--max-response-time", "1", *key, *more]

    return command


def peer_files(folder: Path) -> tuple[Path, Path]:
    """A spec and settings by which `schemathesis run` passes the correct server.

    Without them it fails it twice: it asserts `format: uri`, which the page does not promise, and wants
    an unknown task id to be answered with 404 and not with the 400 that servers of this family send.
    """
    folder.mkdir(exist_ok=True)
    spec, settings = folder / "spec.json", folder / "schemathesis.toml"
    spec.write_text(json.dumps(asserted(Spec.load().document)), encoding="utf-8")
    settings.write_text(
        '[[operations]]\ninclude-operation-id = "getVideoGeneration"\n'
        'checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404"]\n',
        encoding="utf-8",
    )
    return spec, settings


def peer(*more: str) -> Callable[[str, bool, Path], list[str]]:
    """`schemathesis run`, as its users start it; it ends at the first failure on a server with a fault."""

    def command(url: str, keyed: bool, folder: Path) -> list[str]:  # noqa: FBT001 - a fact of the server
        del folder
        key = ["-H", f"Authorization: Bearer {KEY}"] if keyed else []
        program = str(Path(sys.executable).with_name("schemathesis"))
        spec, settings = peer_files(Path(tempfile.gettempdir(), "detection-peer"))
        start = [program, "--config-file", str(settings), "run", str(spec), "--url", url]
        return [*start, "--seed", "1", "--max-failures", "1", *key, *more]

    return command


THOROUGH = ["--checks", "all", "--mode", "all", "--max-examples", "200", "--generation-unique-inputs"]
TOOLS = [
    Tool("this suite, at most 26 paid requests", ours("--basis", "assumed", "--max-paid", "26")),
    Tool("this suite, free server", ours("--basis", "assumed")),
    Tool("schemathesis run, defaults", peer()),
    Tool("schemathesis run, most thorough", peer(*THOROUGH, "--max-response-time", "1")),
]


def run(tool: Tool, url: str, server: MockServer, *, documented: bool = False) -> Run:
    """Start a tool once against a running server."""
    with tempfile.TemporaryDirectory() as folder:
        command = tool.command(url, bool(server.keys), Path(folder))
        if documented and "--basis" in command:
            command[command.index("--basis") + 1] = "documented"
        before = server.requests, server.accepted
        started = time.monotonic()
        try:
            process = subprocess.run(command, capture_output=True, timeout=LONGEST, env={**os.environ, KEY_ENV: KEY})
            failed = process.returncode == 1
        except subprocess.TimeoutExpired:
            failed = False
        seconds = time.monotonic() - started
        report = Path(folder, "contract.json")
        findings = json.loads(report.read_text())["findings"] if report.exists() else []
        named = frozenset(finding["clause"] for finding in findings if finding["standing"] == "failed")
    return Run(failed, named, server.requests - before[0], server.accepted - before[1], seconds)


def measure(tools: list[Tool], every: int) -> tuple[int, int]:
    """Run every tool against each server in turn; gives how many faults and variants there were."""
    spec = Spec.load()
    chosen = list(faults().values())[::every]
    others = list(variants().values())[::every]
    switch = Switch(MockServer(spec))
    with running(switch) as url:
        for tool in tools:
            switch.app = server = MockServer(spec)
            tool.correct = run(tool, url, server)
        for number, fault in enumerate(chosen, start=1):
            for tool in tools:
                switch.app = server = MockServer(spec, keys=_keys(fault.keys), fault=fault.name)
                found = run(tool, url, server)
                tool.seconds.append(found.seconds)
                tool.found += found.failed
                tool.named += fault.clauses[0] in found.named
                tool.missed += [] if found.failed else [fault.name]
            print(f"\rfault {number} of {len(chosen)}", end="", file=sys.stderr, flush=True)
        for number, variant in enumerate(others, start=1):
            for tool in tools:
                switch.app = server = MockServer(spec, keys=_keys(variant.keys), variant=variant.name)
                if run(tool, url, server, documented=True).failed:
                    tool.false_alarms.append(variant.name)
            print(f"\rvariant {number} of {len(others)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return len(chosen), len(others)


def _keys(wanted: bool) -> frozenset[str]:  # noqa: FBT001 - a fact of the entry
    return frozenset([KEY] if wanted else [])


def table(tools: list[Tool], count: int, others: int, command: str) -> str:
    """The figures as Markdown."""
    lines = [
        "# Detection",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `{command}`: {count} faults and {others} conforming variants of the mock",
        "server's catalogue, one at a time. Requests, paid requests and seconds are those of one run against the",
        "correct server. The suite judges faults at basis assumed and variants at basis documented. `schemathesis",
        "run` is given a copy of the spec without `format: uri`, and is told that an unknown id may be answered with",
        "400: else it fails the correct server too.",
        "",
        "| tool | faults found | clause named | false alarms | requests | of these paid | seconds |",
        "|---|---|---|---|---|---|---|",
    ]
    for tool in tools:
        correct = tool.correct
        assert correct is not None  # noqa: S101 - measure() has set it
        named = f"{tool.named}" if tool.name.startswith("this") else "none: it knows no clauses"
        lines.append(
            f"| {tool.name} | {tool.found} of {count} | {named} | {len(tool.false_alarms)} of {others} "
            f"| {correct.requests} | {correct.paid} | {correct.seconds:.1f} |"
        )
    lines += [
        "",
        "Median seconds of a run against a server with a fault; `schemathesis run` ends at its first failure:",
        "",
    ]
    lines += [f"- {tool.name}: {statistics.median(tool.seconds):.1f}" for tool in tools]
    for tool in tools:
        lines += ["", f"Missed by {tool.name}: {', '.join(tool.missed) or 'none'}."]
        lines += [f"Failed although they conform: {', '.join(tool.false_alarms)}."] if tool.false_alarms else []
    return "\n".join([*lines, ""])


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take each Nth fault and variant")
    parser.add_argument("--tool", action="append", choices=[tool.name for tool in TOOLS], help="only this tool")
    parser.add_argument("--output", type=Path, help="write the table into this file")
    arguments = parser.parse_args()
    tools = [tool for tool in TOOLS if not arguments.tool or tool.name in arguments.tool]
    count, others = measure(tools, arguments.every)
    text = table(
        tools, count, others, "python -m benchmarks.detection" + (f" --every {arguments.every}" * (arguments.every > 1))
    )
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
