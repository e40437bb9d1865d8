"""The CI recipes do what they say: their shell steps are run here, as GitHub runs them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausewise.mock_server import MockServer, running
from clausewise.report.exit_codes import UNDECIDED
from clausewise.spec import Spec

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


def tox_is(text: str, folder: Path) -> None:
    """Put a program where the action has installed tox."""
    tox = folder / "temp/contract/bin/tox"
    tox.parent.mkdir(parents=True, exist_ok=True)
    tox.write_text(text, encoding="utf-8")
    tox.chmod(0o755)


@pytest.fixture
def runner(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A runner whose tox writes down what it is told, and the variables that GitHub sets."""
    tox_is(f'#!/bin/sh\nfor word; do echo "$word"; done > "{tmp_path}/told"\n', tmp_path)
    workspace = tmp_path / "work space"
    workspace.mkdir()
    variables = {
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_ACTION_PATH": str(ROOT),
    }
    return tmp_path, variables


def inputs(**given: str) -> dict[str, str]:
    """The environment of the step for these inputs, with the action's defaults for the others."""
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
    options = told[told.index("--") + 1 :]
    assert options[:6] == ["--base-url", "http://127.0.0.1:1", "--max-paid", "0", "--basis", "documented"]
    assert options[-4:] == ["--api-key-env", "CONTRACT_API_KEY", "--strength", "1"]
    assert "canary-3f9" not in "".join([*told, done.stdout, done.stderr])
    workspace = folder / "work space"
    assert outputs(folder) == {"report": f"{workspace}/contract-report", "artifact": "contract-report"}
    assert (workspace / "contract-report").is_dir()


def outputs(folder: Path) -> dict[str, str]:
    """The outputs of the steps, the last of each name."""
    return dict(line.split("=", 1) for line in (folder / "output").read_text("utf-8").splitlines())


def test_each_use_of_the_action_has_a_ledger_a_report_and_an_artifact_of_its_own(
    runner: tuple[Path, dict[str, str]],
) -> None:
    folder, variables = runner
    given = inputs(**{"base-url": "http://127.0.0.1:1", "report": "reports/nightly"})
    script = step_of(ACTION["runs"]["steps"], "Check the server")["run"]
    ledgers = []
    for name in ("reports-nightly", "reports-nightly-2", "reports-nightly-3"):
        assert bash(script, folder, variables | given).returncode == 0
        told = (folder / "told").read_text("utf-8").splitlines()
        ledgers.append(told[told.index("--ledger") + 1])
        assert outputs(folder)["artifact"] == name
        assert Path(outputs(folder)["report"]).is_dir()
    assert len(set(ledgers)) == 3
    assert all(Path(ledger).parent.is_dir() and ledger.startswith(variables["RUNNER_TEMP"]) for ledger in ledgers)
    keep = ACTION["runs"]["steps"][-1]
    assert keep["with"]["name"] == "${{ steps.contract.outputs.artifact }}"


#: What tox does with the command of its environment, without the environment.
TOX = f"""#!{sys.executable}
import configparser, pathlib, shlex, subprocess, sys
told, options = sys.argv[1 : sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1 :]
ini = pathlib.Path(told[told.index("-c") + 1])
section, _, folder = told[told.index("-x") + 1].partition(".change_dir=")
parser = configparser.ConfigParser(interpolation=None)
parser.read(ini)
command = shlex.split(parser[section]["commands"].replace("{{tox_root}}", str(ini.parent)).replace("{{posargs}}", ""))
command[0] = str(pathlib.Path(sys.executable).with_name(command[0]))
sys.exit(subprocess.run([*command, *options], cwd=folder).returncode)
"""


@pytest.mark.exhaustive
def test_the_action_finds_the_files_of_its_caller_and_can_be_used_twice(
    runner: tuple[Path, dict[str, str]],
) -> None:
    """Nor does configuration for pytest change the suite that lies in the caller's folder."""
    folder, variables = runner
    tox_is(TOX, folder)
    workspace = folder / "work space"
    (workspace / "waivers.toml").write_text('[[waiver]]\nclause = "hd-needs-pro"\nreason = "ticket 4711"\n', "utf-8")
    (workspace / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", "utf-8")
    script = step_of(ACTION["runs"]["steps"], "Check the server")["run"]
    with running(MockServer(Spec.load())) as url:
        arguments = "--waivers=waivers.toml\n--waivers\nwaivers.toml"
        for name, allowed, code in (("contract-report", "false", UNDECIDED), ("contract-report-2", "true", 0)):
            given = inputs(**{"base-url": url, "arguments": arguments, "allow-undecided": allowed})
            done = bash(script, folder, variables | given)
            assert done.returncode == code, done.stdout + done.stderr
            report = json.loads((workspace / name / "contract.json").read_text("utf-8"))
            assert list(report["waivers"]) == ["hd-needs-pro"]
            assert (workspace / name / "junit.xml").exists()


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
