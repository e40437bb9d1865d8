"""Start each server of the folder `servers`, run the suite against it, and print what failed and what was reported.

`python -m benchmarks.stacks --python PYTHON --node-modules FOLDER [--only NAME] [--findings FILE]`. PYTHON is an
interpreter with fastapi, uvicorn, flask, djangorestframework and aiohttp; FOLDER the node_modules with express, fastify
and express-openapi-validator. Neither is a dependency of this project. The table in results/stacks.md was judged by
hand from what FILE then holds: one line for each clause that failed, with the first request that showed it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SERVERS = Path(__file__).with_name("servers")
ROOT = Path(__file__).resolve().parents[2]
#: The time that a server may take to start, and a run to end, in seconds.
STARTED_WITHIN, ENDED_WITHIN = 20, 300


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stacks")
    parser.add_argument("--python", required=True, type=Path, help="an interpreter with the frameworks of Python")
    parser.add_argument("--node-modules", required=True, type=Path, help="the folder of those of Node.js")
    parser.add_argument("--only", help="only servers whose name begins so")
    parser.add_argument("--findings", type=Path, help="write what failed into this file, as lines of JSON")
    arguments = parser.parse_args()
    lines = [
        "| server | conforms | failed | reported below documented | requests | paid |",
        "|---|---|---|---|---|---|",
    ]
    found: list[dict[str, Any]] = []
    for server in sorted(SERVERS.iterdir()):
        if server.suffix in (".py", ".js") and server.stem.startswith(arguments.only or ""):
            program = str(arguments.python) if server.suffix == ".py" else "node"
            report = run([program, str(server)], {"NODE_PATH": str(arguments.node_modules.resolve())})
            lines.append(_row(server.stem, report))
            found += [{"server": server.stem, **finding} for finding in _first(report)]
            print(lines[-1], flush=True)
    if arguments.findings:
        arguments.findings.write_text("".join(json.dumps(finding) + "\n" for finding in found), encoding="utf-8")
    print("\n".join(lines))
    return 0


def run(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Start a server on a free port, and give the report of the suite."""
    with _started(command, environment) as url, tempfile.TemporaryDirectory() as folder:
        suite = [sys.executable, "-m", "pytest", "contract_tests", "-q", "-p", "no:cacheprovider", "--base-url", url]
        limit = ["--max-paid", "26", "--report", folder]
        subprocess.run([*suite, *limit], cwd=ROOT, capture_output=True, timeout=ENDED_WITHIN, check=False)
        report: dict[str, Any] = json.loads(Path(folder, "contract.json").read_text(encoding="utf-8"))
        return report


@contextlib.contextmanager
def _started(command: list[str], environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*command, str(port)], env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(STARTED_WITHIN * 20):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _row(name: str, report: dict[str, Any]) -> str:
    words = {
        word: [clause for clause, entry in report["clauses"].items() if entry["verdict"] == word]
        for word in ("failed", "reported")
    }
    shown = [", ".join(words[word]) or "none" for word in ("failed", "reported")]
    counts = report["counts"]
    return f"| {name} | {report['conforms']} | {shown[0]} | {shown[1]} | {counts['requests']} | {counts['paid']} |"


def _first(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The first finding of each clause that failed."""
    seen = set()
    for finding in report["findings"]:
        if finding["status"] == "failed" and finding["clause"] not in seen:
            seen.add(finding["clause"])
            keys = ("clause", "basis", "probe", "actual", "expected", "answer")
            yield {key: finding[key] for key in keys} | {"request": finding["request"][:300]}


if __name__ == "__main__":
    raise SystemExit(main())
