"""The time of an import by CPU, and the size of what an installation brings."""

from __future__ import annotations

import contextlib
import importlib
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from benchmarks.client.ratios import relative

#: Name shown, package to import, distribution installed.
PACKAGES = [
    ("this client", "video_generations_client", "video-generations-client"),
    ("openai", "openai", "openai"),
    ("runwayml", "runwayml", "runwayml"),
]


def import_costs(rounds: int) -> list[list[str]]:
    """CPU seconds of an import in a fresh interpreter, relative to httpx."""
    seconds: dict[str, list[float]] = {}
    modules = [("httpx", "httpx"), *((name, module) for name, module, _ in PACKAGES)]
    for _ in range(rounds):
        for name, module in modules:
            code = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
            result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
            if result.returncode == 0:
                seconds.setdefault(name, []).append(float(result.stdout))
    return relative(seconds, "httpx", unit=1e3)


def sizes() -> list[list[str]]:
    """Installed megabytes of each package and of what it brings beyond httpx, without bytecode."""
    base = _closure("httpx")
    rows = []
    for name, module, distribution in PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            new = sorted(_closure(distribution) - base - {canonical(distribution)})
            own = _megabytes(distribution, module)
            total = own + sum(_megabytes(other) for other in new)
            listed = ", ".join(f"{other} {_megabytes(other):.2f}" for other in new)
            rows.append([name, f"{own:.2f}", f"{total:.2f}", str(len(new)), listed])
    return rows


def _closure(distribution: str) -> set[str]:
    found: set[str] = set()
    waiting = [canonical(distribution)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            required = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # wanted on another platform or Python only
        found.add(name)
        wanted = (line for line in required if "extra ==" not in line)
        waiting += [canonical(re.match(r"[\w.-]+", line)[0]) for line in wanted]  # type: ignore[index]  # a requirement begins with a name
    return found


def canonical(name: str) -> str:
    """The name of a distribution as an index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _megabytes(distribution: str, module: str | None = None) -> float:
    files = [Path(str(file.locate())) for file in metadata.files(distribution) or [] if file.suffix != ".pyc"]
    if module and not any(module in file.parts for file in files):  # installed for editing
        folder = Path(importlib.import_module(module).__file__ or "").parent
        files = [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6
