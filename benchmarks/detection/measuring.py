"""Every tool against every server, a run at a time or several, each kept as it ends."""

from __future__ import annotations

import json
import logging
import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

from benchmarks.detection.servers import Run, Server, run
from benchmarks.detection.tools import TOOLS, Tool


def measure(pairs: list[tuple[str, Server]], jobs: int) -> Iterator[Run]:
    """Run each tool on each server; what stands for the tool is its name, since processes share nothing."""
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(run_named, *pair) for pair in pairs]):
            yield done.result()


def run_named(tool: str, server: Server) -> Run:
    """Run the tool of a name; tools send what is no HTTP on purpose, and the server need not say so."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    return run(next(known for known in TOOLS if known.name == tool), server)


def kept(path: Path) -> list[Run]:
    """The runs that were measured before; a last line that was cut off is measured again."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    return [Run(**json.loads(line)) for line in lines if line.endswith("\n")]


def complete(tools: list[Tool], chosen: list[Server], jobs: int, path: Path) -> list[Run]:
    """All runs that are asked for: those that are kept, and the others measured now."""
    runs = kept(path)
    known = {(run.tool, run.kind, run.server) for run in runs}
    pairs = [(tool.name, server) for server in chosen for tool in tools]
    wanted = {(tool, server.kind, server.name) for tool, server in pairs}
    missing = [pair for pair in pairs if (pair[0], pair[1].kind, pair[1].name) not in known]
    alone = [pair for pair in missing if pair[1].kind == "correct"]
    with path.open("a", encoding="utf-8") as file:
        for part, workers in ((alone, 1), ([pair for pair in missing if pair not in alone], jobs)):
            for number, done in enumerate(measure(part, workers), start=1):
                file.write(json.dumps(asdict(done)) + "\n")
                file.flush()
                runs.append(done)
                print(f"\rrun {number} of {len(part)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return [run for run in runs if (run.tool, run.kind, run.server) in wanted]
