"""The suite as a process with workers, to kill, and its report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.suite.command import SUITE


def start(workers: int, options: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", "-n", str(workers), *options]
    return subprocess.Popen(  # noqa: S603 - our own suite
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
    )


def report_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "contract.json").read_text())
    return found
