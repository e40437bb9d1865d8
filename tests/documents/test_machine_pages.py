"""The pages about many machines: their files are of the right form, and their commands are understood."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from clausewise.cli import main
from clausewise.mock_server import MockServer, running
from clausewise.report.exit_codes import UNDECIDED
from clausewise.spec import Spec
from tests.documents.machine_pages import blocks, commands, files, scripts
from tests.postgres import running_postgres
from tests.reports.judged import plan_of

NAMES = ("github", "gitlab", "kubernetes", "shell")
FLEET = (*NAMES, "fleet")
#: What the surroundings put into the commands, and the secrets.
GIVEN = {
    "GITHUB_RUN_ID": "16000000001",
    "GITHUB_RUN_ATTEMPT": "2",
    "CI_PIPELINE_ID": "1700000001",
    "RELAY_API_KEY": "k",
}
ADDRESS = "postgresql://user:secret@db.example.com/contract"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_a_page_is_understood(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in GIVEN.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("LEDGER", ADDRESS)
    found = [command for script in scripts(name) for command in commands(script)]
    kinds = [command[0] for command in found]
    assert {"check", "report"} <= set(kinds), found
    runs = []
    for command in found:
        if command[0] == "check":
            plan = plan_of(*[word for word in command[1:] if word != "-q"])
            assert plan.options.is_shared
            assert plan.options.max_paid == 10
            runs.append(getattr(plan.options.ledger, "run", None))
    monkeypatch.delenv("LEDGER")
    for command in found:
        if command[0] == "report":
            assert main(command) == 2  # all but the variable is right: an option that there is not ends argparse
            runs.append(command[command.index("--run") + 1])
    assert all(runs.count(run) == 2 for run in runs), runs


@pytest.mark.parametrize("name", FLEET)
def test_every_script_of_a_page_is_one_of_a_shell(name: str) -> None:
    for script in scripts(name):
        checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)  # noqa: S607 - the system's bash
        assert checked.returncode == 0, checked.stderr


def test_the_matrix_of_github_and_of_gitlab_has_machines() -> None:
    (github,), (gitlab,) = files("github"), files("gitlab")
    assert len(github["jobs"]["machine"]["strategy"]["matrix"]["machine"]) == 8
    assert github["jobs"]["report"]["needs"] == "machine"
    assert len(gitlab["machine"]["parallel"]["matrix"][0]["MACHINE"]) == 8
    assert gitlab["stages"] == [gitlab["machine"]["stage"], gitlab["report"]["stage"]]


def test_the_job_of_kubernetes_fits_together() -> None:
    secret, job = files("kubernetes")
    spec = job["spec"]
    (container,) = spec["template"]["spec"]["containers"]
    assert container["envFrom"] == [{"secretRef": {"name": secret["metadata"]["name"]}}]
    names = {*secret["stringData"], *(each["name"] for each in container["env"])}
    assert {"RELAY_API_KEY", "LEDGER", "RUN"} == names
    assert spec["completions"] == spec["parallelism"] == spec["maxFailedIndexes"]
    failing = spec["podFailurePolicy"]["rules"][1]["onExitCodes"]
    assert failing["containerName"] == container["name"]
    assert spec["template"]["spec"]["restartPolicy"] == "Never"  # which podFailurePolicy asks for


@pytest.mark.exhaustive
def test_the_files_of_kubernetes_are_valid() -> None:
    kubernetes = pytest.importorskip("kubernetes_validate", reason="it is in the dependency group 'exhaustive'")
    for file in yaml.safe_load_all(blocks("kubernetes", "yaml")[0]):
        assert kubernetes.validate(file, kubernetes.latest_version(), strict=True)
        wrong = {**file, "metadata": {**file["metadata"], "nmae": "x"}}
        with pytest.raises(kubernetes.ValidationError):
            kubernetes.validate(wrong, kubernetes.latest_version(), strict=True)


@pytest.mark.exhaustive
def test_the_processes_of_the_shell_page_run(tmp_path: Path) -> None:
    program = tmp_path / "clausewise"
    program.write_text(f'#!/usr/bin/env bash\nexec "{sys.executable}" -m clausewise "$@"\n')
    program.chmod(0o755)
    app = MockServer(Spec.load(), keys=frozenset(["YOUR-KEY"]))
    with running_postgres() as postgres, running(app) as url:
        script = blocks("shell", "sh")[0].replace("https://relay.example.com", url).replace("1 2 3 4", "1 2")
        script = re.sub(r"export LEDGER=\S+", f"export LEDGER='{postgres.address}'", script)
        few = {"PYTEST_ADDOPTS": "-k unknown_ids", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
        ran = subprocess.run(  # noqa: S603 - our own page
            ["bash", "-e", "-c", script],  # noqa: S607 - the system's bash
            cwd=tmp_path,
            env={**os.environ, **few, "LEDGER": postgres.address},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
    assert ran.returncode == UNDECIDED, ran.stdout + ran.stderr  # since few tests were chosen
    assert "UNDECIDED" in ran.stdout
    assert (tmp_path / "report" / "contract.json").is_file()
    assert app.requests > 5
