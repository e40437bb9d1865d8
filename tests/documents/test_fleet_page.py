"""The page about a fleet: its file of servers is read, its commands are understood, and its push is taken."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from clausewise.cli import main
from clausewise.fleet.servers_file import read_servers
from tests.documents.machine_pages import blocks, commands, scripts


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
        threading.Thread(target=gateway.serve_forever, args=(0.01,), daemon=True).start()
        words = shlex.split(push.replace("pushgateway.example.com:9091", f"127.0.0.1:{gateway.server_port}"))
        codes = [subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode for _ in range(2)]  # noqa: S603 - our own page
        gateway.shutdown()
    assert pushed[0] == ("PUT", "/metrics/job/clausewise", (tmp_path / "clausewise.prom").read_bytes())
    assert codes == [0, 22]  # whoever starts it is told that a push was refused
