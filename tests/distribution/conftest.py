"""The wheel of this checkout, built once, and an empty environment for each Python that is here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path, expected: int = 0) -> str:
    """Run a command without the variables that lead Python to this checkout; gives its output."""
    done = subprocess.run(  # noqa: S603 - commands of these tests
        [str(part) for part in command],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout + done.stderr


def found_python(version: str) -> str | None:
    """The program of a Python that runs: on PATH, or among those that pyenv keeps beside it."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    candidates = [shutil.which(f"python{version}"), *map(str, kept.glob(f"{version}.*/bin/python"))]
    for candidate in candidates:
        if candidate is not None and not subprocess.run([candidate, "-c", ""], check=False).returncode:  # noqa: S603 - found here
            return candidate
    return None


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that hatchling makes of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603 - the builder that pyproject.toml names
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session", params=["3.11", "3.12", "3.13"])
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a new environment into which the wheel was installed."""
    python = found_python(request.param)
    folder = tmp_path_factory.mktemp(f"python{request.param}")
    if python is None:
        pytest.skip(f"Python {request.param} is not on this machine")
    subprocess.run([python, "-m", "venv", str(folder)], check=True)  # noqa: S603 - found on PATH
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", str(wheel)]
    subprocess.run(pip, check=True)  # noqa: S603 - pip, with its own configuration of where packages come from
    return folder / "bin"
