"""The pages about many machines: their files are of the right form, and their commands are understood."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausewise.cli import main
from clausewise.fleet.servers import read_servers
from clausewise.mock_server import MockServer, running
from clausewise.report.exit_codes import UNDECIDED
from clausewise.spec import Spec
from tests.postgres import running_postgres
from tests.reports.judged import plan_of

PAGES = Path(__file__, "../../../docs/machines").resolve()
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


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (PAGES / f"{name}.md").read_text(encoding="utf-8"), re.DOTALL)


def files(name: str) -> list[Any]:
    """The YAML documents of a page; `on` of GitHub is read as a word."""
    return [each for block in blocks(name, "yaml") for each in yaml.load_all(block, yaml.BaseLoader)]


def scripts(name: str) -> Iterator[str]:
    """The commands of a page as a shell is given them."""
    yield from blocks(name, "sh")
    for file in files(name):
        for job in (file.get("jobs") or file).values():
            if isinstance(job, dict):
                yield from (step["run"] for step in job.get("steps", []) if "run" in step)
                yield from job.get("script", [])
        if file.get("kind") == "Job":
            for container in file["spec"]["template"]["spec"]["containers"]:
                yield shlex.join([*container["command"], *container["args"]]).replace(
                    "'--run=$(RUN)'", f"--run={file['metadata']['name']}"
                )


def commands(script: str) -> Iterator[list[str]]:
    """The arguments of each call of clausewise in a script, also within the quotes of another command."""
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(os.path.expandvars(line), posix=True, punctuation_chars=";&|<>")
        lexer.whitespace_split = True
        words = list(lexer)
        for word in words:
            if "clausewise check" in word:
                yield from commands(word.rpartition("; ")[2])
        if "clausewise" in words:
            rest = words[words.index("clausewise") + 1 :]
            ends = [n for n, word in enumerate(rest) if set(word) <= set(";&|<>")]
            yield rest[: ends[0]] if ends else rest


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


def test_the_page_of_a_fleet_has_a_file_and_commands_that_are_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "servers.toml"
    file.write_text(blocks("fleet", "toml")[0])
    servers = read_servers(file)
    assert servers.total.paid == 100
    assert [server.options["--max-paid"] for server in servers.servers] == ["10", "20"]
    found = [command for script in scripts("fleet") for command in commands(script)]
    assert [command[0] for command in found] == ["worker", "fleet", "fleet"]
    exported = {name for script in scripts("fleet") for name in re.findall(r"(\w+)=[\w-]", script.partition("\n")[0])}
    assert {server.options["--api-key-env"] for server in servers.servers} < exported
    monkeypatch.delenv("LEDGER", raising=False)
    monkeypatch.chdir(tmp_path)
    for command in found:
        given = [word.replace("/var/lib/prometheus/node-exporter", str(tmp_path)) for word in command]
        assert main(given) == 2
        assert "the environment variable that --ledger env: names is not set" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("curl") is None, reason="the page pushes by curl")
def test_what_the_page_of_a_fleet_pushes_is_what_a_pushgateway_takes(tmp_path: Path) -> None:
    pushed: list[tuple[str, str, bytes]] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            pushed.append((self.command, self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if len(pushed) == 1 else 400)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    (tmp_path / "clausewise.prom").write_text("# TYPE clausewise_requests gauge\nclausewise_requests 1.0\n# EOF\n")
    (push,) = [line for script in scripts("fleet") for line in script.splitlines() if line.startswith("curl ")]
    with HTTPServer(("127.0.0.1", 0), Gateway) as gateway:
        threading.Thread(target=gateway.serve_forever, daemon=True).start()
        words = shlex.split(push.replace("pushgateway.example.com:9091", f"127.0.0.1:{gateway.server_port}"))
        codes = [subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode for _ in range(2)]  # noqa: S603 - our own page
        gateway.shutdown()
    assert pushed[0] == ("PUT", "/metrics/job/clausewise", (tmp_path / "clausewise.prom").read_bytes())
    assert codes == [0, 22]  # whoever starts it is told that a push was refused


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
