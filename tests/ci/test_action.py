"""The action runs the suite with what its caller gives: each use with files of its own, the key in the environment."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clausewise.mock_server import MockServer, running
from clausewise.report.exit_codes import UNDECIDED
from clausewise.spec import Spec
from tests.ci.recipes import ACTION, ROOT, bash, outputs, step_of

CHECK = step_of(ACTION["runs"]["steps"], "Check the server")


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
    return {name: values[re.sub(r"\$\{\{ inputs\.|\s*\}\}", "", text)] for name, text in CHECK["env"].items()}


def test_the_action_runs_the_suite_with_the_key_in_the_environment_only(
    runner: tuple[Path, dict[str, str]],
) -> None:
    folder, variables = runner
    given = inputs(**{"base-url": "http://127.0.0.1:1", "api-key": "canary-3f9", "arguments": "--strength\n1\n"})
    done = bash(CHECK["run"], folder, variables | given)
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


def test_each_use_of_the_action_has_a_ledger_a_report_and_an_artifact_of_its_own(
    runner: tuple[Path, dict[str, str]],
) -> None:
    folder, variables = runner
    given = inputs(**{"base-url": "http://127.0.0.1:1", "report": "reports/nightly"})
    ledgers = []
    for name in ("reports-nightly", "reports-nightly-2", "reports-nightly-3"):
        assert bash(CHECK["run"], folder, variables | given).returncode == 0
        told = (folder / "told").read_text("utf-8").splitlines()
        ledgers.append(told[told.index("--ledger") + 1])
        assert outputs(folder)["artifact"] == name
        assert Path(outputs(folder)["report"]).is_dir()
    assert len(set(ledgers)) == 3
    assert all(Path(ledger).parent.is_dir() and ledger.startswith(variables["RUNNER_TEMP"]) for ledger in ledgers)
    keep = ACTION["runs"]["steps"][-1]
    assert keep["with"]["name"] == "${{ steps.contract.outputs.artifact }}"


#: The command of an environment of tox as tox would run it, without the environment.
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
    with running(MockServer(Spec.load())) as url:
        arguments = "--waivers=waivers.toml\n--waivers\nwaivers.toml"
        for name, allowed, code in (("contract-report", "false", UNDECIDED), ("contract-report-2", "true", 0)):
            given = inputs(**{"base-url": url, "arguments": arguments, "allow-undecided": allowed})
            done = bash(CHECK["run"], folder, variables | given)
            assert done.returncode == code, done.stdout + done.stderr
            report = json.loads((workspace / name / "contract.json").read_text("utf-8"))
            assert list(report["waivers"]) == ["hd-needs-pro"]
            assert (workspace / name / "junit.xml").exists()


def test_the_action_names_no_key_where_there_is_none(runner: tuple[Path, dict[str, str]]) -> None:
    folder, variables = runner
    assert bash(CHECK["run"], folder, variables | inputs(**{"base-url": "http://127.0.0.1:1"})).returncode == 0
    assert "--api-key-env" not in (folder / "told").read_text("utf-8")


def test_every_option_that_the_action_gives_is_one_of_the_suite() -> None:
    given = set(re.findall(r"(?<![\w-])--[a-z-]+", CHECK["run"].replace(" -- ", " ")))
    command = [sys.executable, "-m", "pytest", "contract_tests", "--help"]
    known = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603 - pytest itself
    assert given - set(re.findall(r"--[a-z-]+", known)) == set()
