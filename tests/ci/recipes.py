"""The action and the workflows of CI as data, and a shell that runs their steps as GitHub does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))

WORKFLOWS: dict[str, Any] = {
    path.name: yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / ".github/workflows").glob("*.yml"))
}


def step_of(steps: list[dict[str, Any]], name: str) -> dict[str, Any]:
    (step,) = [step for step in steps if step.get("name") == name]
    return step


def shell() -> str:
    program = shutil.which("bash")
    if program is None:
        pytest.skip("bash is not installed, and the steps are written for it")
    return program


def bash(script: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner does: bash, ending at the first failure, with only what the step is given."""
    program = shell()
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(folder), **environment}
    return subprocess.run(  # noqa: S603 - a step of our own recipes
        [program, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def outputs(folder: Path) -> dict[str, str]:
    """The outputs of the steps, the last of each name."""
    return dict(line.split("=", 1) for line in (folder / "output").read_text("utf-8").splitlines())
