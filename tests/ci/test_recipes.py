"""The CI recipes do what they say: their shell steps are run here, as GitHub runs them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
WORKFLOWS: dict[str, Any] = {
    path.name: yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / ".github/workflows").glob("*.yml"))
}
SPEC = ROOT / "openapi" / "video-generations.yaml"


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, workflow in WORKFLOWS.items():
        for job in workflow["jobs"].values():
            yield from ((name, step) for step in job["steps"])
    yield from (("action.yml", step) for step in ACTION["runs"]["steps"])


SCRIPTS = [(name, step["run"]) for name, step in steps() if "run" in step]


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


@pytest.mark.parametrize(("name", "script"), SCRIPTS)
def test_a_step_is_bash(name: str, script: str) -> None:
    program = shell()
    done = subprocess.run([program, "-n", "-c", script], capture_output=True, text=True, check=False)  # noqa: S603 - only parsed
    assert done.stderr == "", name


@pytest.mark.parametrize(("name", "script"), SCRIPTS)
def test_nothing_from_outside_is_pasted_into_a_script(name: str, script: str) -> None:
    """What a pull request or a caller says reaches a script as a variable, never as its text."""
    pasted = set(re.findall(r"\$\{\{\s*([\w.]+)", script))
    assert all(expression.startswith("matrix.") for expression in pasted), name


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A clone in which a branch takes a value out of the spec, with the environment that the step expects."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed, and the step needs it")
    folder = tmp_path / "repository"
    for name in ("openapi", "contract_tests", "scripts"):
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


@pytest.fixture
def runner(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A runner whose tox writes down what it is told, and the variables that GitHub sets."""
    tox = tmp_path / "temp/contract/bin/tox"
    tox.parent.mkdir(parents=True)
    tox.write_text(f'#!/bin/sh\nfor word; do echo "$word"; done > "{tmp_path}/told"\n', encoding="utf-8")
    tox.chmod(0o755)
    variables = {
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_WORKSPACE": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_ACTION_PATH": str(ROOT),
    }
    return tmp_path, variables


def inputs(**given: str) -> dict[str, str]:
    """What the step is given for these inputs, the defaults of the action for the others."""
    values = {name: str(entry.get("default", "")) for name, entry in ACTION["inputs"].items()} | given
    environment = step_of(ACTION["runs"]["steps"], "Check the server")["env"]
    return {name: values[re.sub(r"\$\{\{ inputs\.|\s*\}\}", "", text)] for name, text in environment.items()}


def test_the_action_runs_the_suite_with_the_key_in_the_environment_only(
    runner: tuple[Path, dict[str, str]],
) -> None:
    folder, variables = runner
    given = inputs(**{"base-url": "http://127.0.0.1:1", "api-key": "canary-3f9", "arguments": "--strength\n1\n"})
    script = step_of(ACTION["runs"]["steps"], "Check the server")["run"]
    done = bash(script, folder, variables | given)
    assert done.returncode == 0, done.stderr
    told = (folder / "told").read_text("utf-8").splitlines()
    assert told[:5] == ["run", "-c", str(ROOT / "tox.ini"), "-e", "contract"]
    assert told[6:12] == ["--base-url", "http://127.0.0.1:1", "--max-paid", "0", "--basis", "documented"]
    assert told[-4:] == ["--api-key-env", "CONTRACT_API_KEY", "--strength", "1"]
    assert "canary-3f9" not in "".join([*told, done.stdout, done.stderr])
    assert (folder / "output").read_text("utf-8") == f"report={folder}/contract-report\n"
    assert (folder / "contract-report").is_dir()


def test_the_action_names_no_key_where_there_is_none(runner: tuple[Path, dict[str, str]]) -> None:
    folder, variables = runner
    script = step_of(ACTION["runs"]["steps"], "Check the server")["run"]
    assert bash(script, folder, variables | inputs(**{"base-url": "http://127.0.0.1:1"})).returncode == 0
    assert "--api-key-env" not in (folder / "told").read_text("utf-8")


def test_every_option_that_the_action_gives_is_one_of_the_suite() -> None:
    script = step_of(ACTION["runs"]["steps"], "Check the server")["run"]
    given = set(re.findall(r"(?<![\w-])--[a-z-]+", script.replace(" -- ", " ")))
    command = [sys.executable, "-m", "pytest", "contract_tests", "--help"]
    known = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603 - pytest itself
    assert given - set(re.findall(r"--[a-z-]+", known)) == set()


def test_the_scheduled_run_gives_the_action_what_it_takes() -> None:
    (step,) = [step for step in WORKFLOWS["contract.yml"]["jobs"]["contract"]["steps"] if step.get("uses") == "./"]
    needed = {name for name, entry in ACTION["inputs"].items() if entry.get("required")}
    assert needed <= set(step["with"]) <= set(ACTION["inputs"])
    assert "max-paid" in step["with"]
    assert "secrets." in step["with"]["api-key"]


def test_the_hook_for_others_is_the_one_that_is_used_here() -> None:
    (offered,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    own = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    (used,) = [hook for hook in own if hook["id"] == offered["id"]]
    assert {key: offered[key] for key in used} == used
