"""The time to let a client follow a spec, beside the Python generator of openapi-generator.

Each round runs every command once, in a random order, on two specs; only ratios within a round count,
since the machine's speed drifts. Run it with an interpreter that has the dependency groups `tests`
and `benchmarks`, and the client:

    python -m benchmarks.regenerate --output benchmarks/results/regenerate.md
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

import yaml

from benchmarks.table import markdown

ROOT = Path(__file__).resolve().parents[1]
SPECS = {"this repository's": "openapi/video-generations.yaml", "larger": "tests/other_spec/library.yaml"}
PEER = "openapi-generator, -g python"
OWN = ("this, every step", "this, generation alone")


def commands(spec: str, folder: Path) -> dict[str, list[str]]:
    """Commands by name: all of regenerate but its writing, its generation alone, and the peer."""
    module = [sys.executable, "-m"]
    where = [] if spec == SPECS["this repository's"] else ["--spec", spec, "--output", str(folder / "own")]
    peer = [str(Path(sys.executable).with_name("openapi-generator-cli")), "generate", "-g", "python"]
    return {
        OWN[0]: [*module, "scripts.regenerate", "--check", *where],
        OWN[1]: [*module, "scripts.check_drift", *where],
        PEER: [*peer, "-i", str(_for_peer(ROOT / spec, folder)), "-o", str(folder / "peer")],
    }


def _for_peer(spec: Path, folder: Path) -> Path:
    """A copy of a spec without what the peer ends at with an exception: properties that are nothing but null."""
    document = yaml.safe_load(spec.read_text(encoding="utf-8"))
    for schema in document["components"]["schemas"].values():
        properties = schema.get("properties", {})
        properties |= {name: {} for name, node in properties.items() if node == {"type": "null"}}
    copy = folder / "spec.yaml"
    copy.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return copy


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds on the clock, and of the processor, of a command; an end that is not expected raises."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 4, 5):  # 4 and 5: everything was done, and something would be written
        raise RuntimeError(f"{command}: {done.returncode} {done.stderr[-500:]}")
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rows(spec: str, rounds: int) -> list[list[str]]:
    """A row for each command: ratios to the peer, and medians."""
    wall: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    chooser = random.Random(1)  # noqa: S311 - an order, no secret
    for number in range(rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            order = list(commands(spec, Path(folder)).items())
            chooser.shuffle(order)
            for name, command in order:
                seconds, processor = measured(command)
                if number:  # the first round fills the caches of files
                    wall.setdefault(name, []).append(seconds)
                    cpu.setdefault(name, []).append(processor)
    return [_row(name, wall, cpu) for name in (PEER, *OWN)]


def _row(name: str, wall: dict[str, list[float]], cpu: dict[str, list[float]]) -> list[str]:
    ratios = sorted(own / peer for own, peer in zip(wall[name], wall[PEER], strict=True))
    work = statistics.median(own / peer for own, peer in zip(cpu[name], cpu[PEER], strict=True))
    spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
    medians = [f"{statistics.median(values[name]):.1f}" for values in (wall, cpu)]
    return [name, f"{statistics.median(ratios):.2f}", spread, f"{work:.2f}", *medians]


def report(rounds: int) -> str:
    """Measure everything, as Markdown."""
    head = ["command", "ratio, median", "all ratios", "ratio of processor time", "seconds", "processor seconds"]
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("openapi-python-client", "openapi-generator-cli")
    )
    parts = [
        "# What it takes to regenerate the client",
        f"{datetime.date.today().isoformat()}, Python {platform.python_version()}, "
        f"{os.cpu_count()} shared cores; {versions}.",
        f"`python -m benchmarks.regenerate --rounds {rounds}`",
        "“Every step” checks the spec, compares it with the last release, generates, and sends each request that the "
        "spec shows by the new client to the mock server. “Generation alone” generates and compares with the committed "
        "client. The peer checks that the spec is valid, and generates; it is given the spec without properties that "
        "are nothing but null, since it ends with an exception at these. Ratios are pairwise within one round.",
    ]
    for name, spec in SPECS.items():
        parts += [f"## The spec: {name} (`{spec}`)", markdown(head, rows(spec, rounds))]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="The time of regenerate beside openapi-generator.")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each command (default: %(default)s)")
    parser.add_argument("--output", type=Path, help="a Markdown file (default: standard output)")
    arguments = parser.parse_args()
    text = report(arguments.rounds)
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
