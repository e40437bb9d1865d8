"""A pull request that breaks callers is annotated, summed up and refused, unless it is labelled."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ci.recipes import ROOT, WORKFLOWS, bash, step_of

SPEC = ROOT / "openapi" / "video-generations.yaml"


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A clone in which a branch takes a value out of the spec, with the environment that the step expects."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed, and the step needs it")
    folder = tmp_path / "repository"
    for name in ("openapi", "contract_tests", "scripts", "src"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    python = folder / ".tox/spec-diff/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (folder / ".gitignore").write_text(".tox/\n", encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "base")
    git(folder, "switch", "-q", "-c", "change")
    spec = folder / SPEC.relative_to(ROOT)
    text = spec.read_text("utf-8").replace('enum: ["16:9", "9:16"]', 'enum: ["16:9", "1:1"]')
    spec.write_text(text, encoding="utf-8")
    git(folder, "commit", "-q", "-am", "change")
    git(folder, "switch", "-q", "main")
    git(folder, "commit", "-q", "--allow-empty", "-m", "main goes on")
    git(folder, "switch", "-q", "change")
    return folder


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - git, in a folder of the test


@pytest.mark.parametrize(("allowed", "code"), [("false", 5), ("true", 0)])
def test_a_breaking_pull_request_is_annotated_summed_up_and_fails_unless_labelled(
    branch: Path, tmp_path: Path, allowed: str, code: int
) -> None:
    jobs = WORKFLOWS["spec-diff.yml"]["jobs"]
    script = step_of(jobs["spec-diff"]["steps"], "Compare with where the branch left its base")["run"]
    summary = tmp_path / "summary.md"
    done = bash(script, branch, {"BASE": "main", "ALLOWED": allowed, "GITHUB_STEP_SUMMARY": str(summary)})
    assert done.returncode == code, done.stderr
    assert "::error file=openapi/video-generations.yaml,line=" in done.stdout
    assert "request-property-enum-value-removed" in summary.read_text("utf-8")
    assert summary.read_text("utf-8").count("```") == 2
