"""README, tox, CI and pyproject say the same things by the same names."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausewise.codegen.tools import PINNED

ROOT = Path(__file__).resolve().parents[2]
SETUP = "python3 -m venv .venv && .venv/bin/python -m pip install -q tox && "
#: Environments that do something instead of checking something.
DOERS = {"regenerate", "serve-mock", "spec-diff", "mutants"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sections() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(read("tox.ini"))
    return parser


def environments() -> dict[str, configparser.SectionProxy]:
    """The sections of tox.ini by the name of their environment, factors left out."""
    parser = sections()
    return {
        name.removeprefix("testenv:").split("{")[0]: parser[name]
        for name in parser.sections()
        if name.startswith("testenv:")
    }


def jobs() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"]
    return found


def test_the_readme_sets_up_and_runs_in_one_line_each() -> None:
    """Both commands need Python and pip alone, and the first stands where a newcomer sees it."""
    lines = read("README.md").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv ")]
    assert commands == [SETUP + ".venv/bin/tox run -e contract", SETUP + ".venv/bin/tox run -e tests"]
    assert lines.index(commands[0]) < 25


needs_bash = pytest.mark.skipif(
    shutil.which("bash") is None, reason="bash is not installed, and this is a script for it"
)


@needs_bash
@pytest.mark.parametrize(
    ("failing", "code", "ran"), [(None, 0, 4), ("-e contract", 1, 1), ("-e lint", 1, 2), ("-e tests-exhaustive", 1, 4)]
)
def test_ci_run_runs_the_commands_of_the_readme_and_stops_at_a_failure(
    tmp_path: Path, failing: str | None, code: int, ran: int
) -> None:
    """Run on a copy whose README has the same commands behind an `echo`."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text(read(".ci/run"), encoding="utf-8")
    (tmp_path / "README.md").write_text(read("README.md"), encoding="utf-8")
    binaries = tmp_path / "bin"
    binaries.mkdir()
    tox = f'#!/bin/sh\necho "tox $*" >> "{tmp_path}/ran"\ncase "$*" in *"{failing}"*) exit 1;; esac\n'
    python = (
        f'#!/bin/sh\nmkdir -p .venv/bin && cp "{binaries}/python3" .venv/bin/python && cp "{binaries}/tox" .venv/bin/\n'
    )
    for name, text in (("tox", tox), ("python3", python)):
        (binaries / name).write_text(text, encoding="utf-8")
        (binaries / name).chmod(0o755)
    path = {"PATH": f"{binaries}:/usr/bin:/bin"}
    done = subprocess.run(["bash", ".ci/run"], cwd=tmp_path, env=path, capture_output=True, check=False)  # noqa: S607 - bash is where PATH has it
    assert done.returncode == code, done.stderr
    assert (tmp_path / "ran").read_text("utf-8").splitlines() == [
        "tox run -e contract",
        "tox run -e lint,typing,check-spec,check-drift",
        "tox run -e tests",
        "tox run -e tests-exhaustive",
    ][:ran]


@needs_bash
def test_ci_run_needs_no_newer_bash_than_macos_has() -> None:
    """It has 3.2: none of the words below, which came with 4."""
    words = set(re.findall(r"[\w-]+", re.sub("#.*", "", read(".ci/run"))))
    assert not words & {"mapfile", "readarray", "coproc", "globstar"}
    assert not re.search(r"declare -A|\$\{\w+(,,|\^\^)|&>>|\|&", read(".ci/run"))


def test_the_suite_is_given_a_key_by_whatever_name_its_variable_has() -> None:
    assert "*" in environments()["contract"]["pass_env"].split()


def test_every_environment_is_described() -> None:
    for name, section in environments().items():
        assert section.get("description"), name
        assert ": " not in section["description"], f"{name}: tox takes what stands before a colon for a factor"


def test_every_dependency_group_that_an_environment_names_exists() -> None:
    groups = set(tomllib.loads(read("pyproject.toml"))["dependency-groups"])
    for name, section in environments().items():
        assert set(section.get("dependency_groups", "").split()) <= groups, name


def test_a_script_an_environment_and_a_job_that_belong_together_share_one_name() -> None:
    for name, section in environments().items():
        for module in re.findall(r"python -m scripts\.(\w+)", section["commands"]):
            assert module.replace("_", "-") == name


def test_there_is_a_job_for_every_environment_that_checks() -> None:
    nightly = yaml.safe_load(read(".github/workflows/nightly.yml"))["jobs"]
    each_push, each_night = (found["check"]["strategy"]["matrix"]["environment"] for found in (jobs(), nightly))
    assert {*each_push, *each_night, "tests"} == set(environments()) - DOERS
    for found in (jobs(), nightly):
        assert found["check"]["steps"][-1]["run"] == "tox run -e ${{ matrix.environment }}"


def test_the_tests_job_takes_every_python_that_tox_knows() -> None:
    listed = re.search(r"tests-py3\{([\d,]+)\}", sections()["tox"]["env_list"])
    assert listed is not None
    factors = {entry["factor"] for entry in jobs()["tests"]["strategy"]["matrix"]["include"]}
    assert factors == {f"py3{minor}" for minor in listed[1].split(",")}


def test_the_gate_waits_for_every_other_job() -> None:
    assert set(jobs()["gate"]["needs"]) == set(jobs()) - {"gate"}


@needs_bash
@pytest.mark.parametrize(("results", "code"), [("success success", 0), ("success failure", 1), ("success skipped", 1)])
def test_the_gate_is_open_only_when_all_have_passed(results: str, code: int) -> None:
    script = jobs()["gate"]["steps"][0]["run"]
    done = subprocess.run(["bash", "-e", "-c", script], env={"RESULTS": results}, check=False)  # noqa: S603, S607 - our own script
    assert done.returncode == code


def test_the_hooks_use_the_pins_of_pyproject() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    pins = {pin for hook in hooks for pin in hook["additional_dependencies"] if pin.startswith("ruff")}
    assert pins <= set(project["dependency-groups"]["lint"])
    extra = set(project["project"]["optional-dependencies"]["client"])
    assert pins <= extra
    assert {f"{name}=={pin}" for name, pin in PINNED.items()} <= extra


def test_every_file_that_the_readme_links_to_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "openapi/README.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", read(name)):
            assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"
