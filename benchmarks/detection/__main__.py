"""Start every tool against every server, and write the table.

`python -m benchmarks.detection [--every N] [--first N] [--tool NAME] [--jobs N] [--runs FILE] [--output FILE]`.
The whole catalogue takes hours, so each run is kept in a file as it ends, and a measurement that was
stopped goes on from there. Tools take turns on each server, so that a machine that slows down slows
down all of them; the correct server is measured first and with one job, so its seconds are comparable.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.detection.measuring import complete
from benchmarks.detection.servers import servers
from benchmarks.detection.table import table
from benchmarks.detection.tools import TOOLS


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take each Nth fault and variant")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="begin with the Nth of them, counted from 0")
    parser.add_argument("--tool", action="append", choices=[tool.name for tool in TOOLS], help="only this tool")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="runs at a time")
    parser.add_argument("--output", type=Path, help="write the table into this file")
    parser.add_argument(
        "--runs",
        type=Path,
        default=Path("detection-runs.jsonl"),
        help="keep each run here, and go on from those that it has; remove it when the suite has changed",
    )
    arguments = parser.parse_args()
    tools = [tool for tool in TOOLS if not arguments.tool or tool.name in arguments.tool]
    chosen = servers(arguments.every, arguments.first)
    runs = complete(tools, chosen, arguments.jobs, arguments.runs)
    options = {"every": 1, "first": 0, "jobs": 1}
    given = [f"--{name} {value}" for name, least in options.items() if (value := getattr(arguments, name)) > least]
    text = table(tools, chosen, runs, " ".join(["python -m benchmarks.detection", *given]))
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
