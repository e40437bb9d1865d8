"""The CI recipes do what they say: their shell steps are run here, as GitHub runs them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci.recipes import ACTION, ROOT, WORKFLOWS, bash, outputs, shell, step_of


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, workflow in WORKFLOWS.items():
        for job in workflow["jobs"].values():
            yield from ((name, step) for step in job["steps"])
    yield from (("action.yml", step) for step in ACTION["runs"]["steps"])


SCRIPTS = [(name, step["run"]) for name, step in steps() if "run" in step]


@pytest.mark.parametrize(("name", "script"), SCRIPTS)
def test_a_step_is_bash(name: str, script: str) -> None:
    program = shell()
    done = subprocess.run([program, "-n", "-c", script], capture_output=True, text=True, check=False)  # noqa: S603 - only parsed
    assert done.stderr == "", name


@pytest.mark.parametrize(("name", "script"), SCRIPTS)
def test_nothing_from_outside_is_pasted_into_a_script(name: str, script: str) -> None:
    """Words of a pull request or a caller reach a script as a variable, never as its text."""
    pasted = set(re.findall(r"\$\{\{\s*([\w.]+)", script))
    assert all(expression.startswith("matrix.") for expression in pasted), name


def test_the_scheduled_run_gives_the_action_what_it_takes() -> None:
    (step,) = [step for step in WORKFLOWS["contract.yml"]["jobs"]["contract"]["steps"] if step.get("uses") == "./"]
    needed = {name for name, entry in ACTION["inputs"].items() if entry.get("required")}
    assert needed <= set(step["with"]) <= set(ACTION["inputs"])
    assert step["with"]["max-paid"] == "${{ steps.limit.outputs.max-paid }}"
    assert "secrets." in step["with"]["api-key"]


@pytest.mark.parametrize(
    ("event", "by_hand", "each_night", "limit"),
    [
        ("workflow_dispatch", "0", "20", "0"),
        ("workflow_dispatch", "5", "20", "5"),
        ("workflow_dispatch", "", "20", "0"),
        ("schedule", "", "20", "20"),
        ("schedule", "", "", "0"),
    ],
)
def test_a_run_by_hand_spends_what_is_given_there_and_nothing_where_that_is_0(
    event: str, by_hand: str, each_night: str, limit: str, tmp_path: Path
) -> None:
    step = step_of(WORKFLOWS["contract.yml"]["jobs"]["contract"]["steps"], "Settle the limit")
    assert step["id"] == "limit"
    given = {"BY_HAND": by_hand, "EACH_NIGHT": each_night, "GITHUB_EVENT_NAME": event}
    assert set(step["env"]) < set(given)
    done = bash(step["run"], tmp_path, given | {"GITHUB_OUTPUT": str(tmp_path / "output")})
    assert done.returncode == 0, done.stderr
    assert outputs(tmp_path) == {"max-paid": limit}


def test_the_hook_for_others_is_the_one_that_is_used_here() -> None:
    (offered,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    own = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    (used,) = [hook for hook in own if hook["id"] == offered["id"]]
    assert {key: offered[key] for key in used} == used
