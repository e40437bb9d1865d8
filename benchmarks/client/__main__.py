"""The cost of the client beside plain httpx and beside openai's and runwayml's clients.

Everything is measured in turn, in one run: the machine's speed drifts, so only ratios count. Run it
with an interpreter that has the dependency group `benchmarks` and the client:

    python -m benchmarks.client --output benchmarks/results/client.md
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
from importlib import metadata
from pathlib import Path

from benchmarks.client.calls import (
    BASE,
    CHECKED,
    FLOOR,
    IN_MEMORY,
    JOURNAL,
    ROWS,
    call_costs,
    posts_on_a_read_timeout,
)
from benchmarks.client.installed import PACKAGES, canonical, import_costs, sizes
from benchmarks.client.ratios import relative
from benchmarks.client.waits import INTERVAL, READS, wait_costs
from benchmarks.table import markdown

TARGET_CALL, TARGET_JOURNAL, TARGET_IMPORT, TARGET_SIZE, TARGET_WAITS = 1.15, 2.0, 1.4, 2.5, 1.5


def report(arguments: argparse.Namespace) -> str:
    """Measure everything, as Markdown."""
    versions = ["httpx", *(distribution for _, _, distribution in PACKAGES), "fastjsonschema", "stamina"]
    known = {
        canonical(distribution.metadata["Name"]): distribution.version for distribution in metadata.distributions()
    }
    used = ", ".join(f"{name} {known[name]}" for name in versions if name in known)
    measured = call_costs(arguments.rounds, arguments.calls)
    calls = relative(measured, BASE, unit=1e6)
    ratio = ["ratio, median", "middle half of the ratios"]
    ratios = {row[0]: row[1] for row in calls}
    own, journal, floor, rows = (ratios[name] for name in (CHECKED, JOURNAL, FLOOR, ROWS))
    imports = import_costs(arguments.imports)
    import_ratio = {row[0]: row for row in imports}["this client"][1]
    waited, waits = wait_costs(arguments.wait_rounds, arguments.waits)
    size = sizes()
    command = f"python -m benchmarks.client --rounds {arguments.rounds} --calls {arguments.calls}"
    parts = [
        "# What the client costs",
        f"{datetime.date.today().isoformat()}, Python {platform.python_version()}, "
        f"{os.cpu_count()} shared cores; {used}.",
        f"`{command} --imports {arguments.imports}`",
        "Every ratio is pairwise within one round; of the calls of a round the lower quartile counts, so that other "
        "work on the machine does not. Absolute figures drift with the machine.",
        f"## A create over loopback, httpx = 1 (target: at most {TARGET_CALL}; here {own})",
        markdown(["call", *ratio, "microseconds"], calls),
        f"With a journal in a file: target at most {TARGET_JOURNAL}; here {journal}. It waits for the disk once, "
        "before the request leaves, so that after a loss of power nothing is paid twice; where outcomes survive that, "
        "too, it waits a second time. A journal without work of its own, one block that is written and waited for, "
        f"would come to {floor} on this disk, and the least that SQLite can write for a create to {rows}. A journal in "
        f"memory, which waits for no disk, comes to {ratios.get(IN_MEMORY, 'what a machine with /dev/shm shows')}.",
        f"## Import by CPU, httpx = 1 (target: at most {TARGET_IMPORT}; here {import_ratio})",
        markdown(["package", *ratio, "milliseconds"], imports),
        f"## {arguments.waits} waits at once by CPU, a loop by hand = 1 "
        f"(target: at most {TARGET_WAITS}; here {waited:.2f})",
        f"Each task is read {READS} times, {INTERVAL:g} seconds apart, over loopback; the waits begin at random in one "
        "interval.",
        markdown(["waits", "ratio, median", "least to most", "CPU seconds"], waits),
        f"## Installed size in MB beyond httpx (target: under {TARGET_SIZE}; here {size[0][2]})",
        markdown(["package", "own", "own and new dependencies", "new dependencies", "which"], size),
        "## POSTs sent when the answer to one create does not come",
        markdown(["call", "POSTs"], posts_on_a_read_timeout()),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="What the client costs beside httpx, openai and runwayml.")
    parser.add_argument("--rounds", type=int, default=60, help="rounds of calls (default: %(default)s)")
    parser.add_argument("--calls", type=int, default=40, help="calls per candidate and round (default: %(default)s)")
    parser.add_argument("--imports", type=int, default=15, help="imports per package (default: %(default)s)")
    parser.add_argument("--waits", type=int, default=1000, help="waits at once (default: %(default)s)")
    parser.add_argument("--wait-rounds", type=int, default=3, help="rounds of these (default: %(default)s)")
    parser.add_argument("--output", type=Path, help="a Markdown file (default: standard output)")
    arguments = parser.parse_args()
    text = report(arguments)
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
