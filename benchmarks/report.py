"""The cost of the report in a run of the suite: the same run with and without --report, in turns.

Ratios within a round count, of the seconds of the processor; the machine's speed drifts. Run it with an interpreter
that has the dependency group `tests`:

    python -m benchmarks.report --rounds 7 --output benchmarks/results/report.md
"""

from __future__ import annotations

import argparse
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.table import tell

ROOT = Path(__file__).resolve().parents[1]


def seconds(*options: str) -> float:
    """The seconds of the processor that a whole run against the bundled mock server takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "pytest", str(ROOT / "contract_tests"), "-q", "-p", "no:cacheprovider", *options]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def main() -> int:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="runs of each kind (default: %(default)s)")
    parser.add_argument("--output", type=Path, help="a file for the table (default: the screen)")
    given = parser.parse_args()
    ratios, without = [], []
    for number in range(1, given.rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            kinds = [(), ("--report", folder)]
            taken = {options: seconds(*options) for options in random.sample(kinds, 2)}
        ratios.append(taken[kinds[1]] / taken[kinds[0]])
        without.append(taken[kinds[0]])
        print(f"round {number} of {given.rounds}: {ratios[-1]:.3f}", file=sys.stderr)
    lines = [
        "# What the report adds to a run",
        "",
        f"`python -m benchmarks.report --rounds {given.rounds}`, Python {platform.python_version()}.",
        "",
        "| | processor |",
        "|---|---|",
        f"| a run without a report, seconds, median | {statistics.median(without):.2f} |",
        f"| with every format of the report, without = 1, median | {statistics.median(ratios):.3f} |",
        f"| lowest and highest of {given.rounds} rounds | {min(ratios):.3f}, {max(ratios):.3f} |",
    ]
    tell(lines, given.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
