"""The suite as a command in front of a server over TLS: what a user sees, and the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clausewise.report.exit_codes import UNDECIDED, UNREACHABLE
from tests.hostile.driver import KEY
from tests.hostile.leaks import leaks
from tests.suite.command import FEW, SUITE
from tests.tls.server import Authority, SecureServer


def suite(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the suite in a folder, with all that would switch verification off elsewhere."""
    (folder / "schemathesis.toml").write_text("tls-verify = false\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", str(SUITE), "-q", "-p", "no:cacheprovider", *FEW]
    command += ["--api-key-env=TLS_KEY"]
    return subprocess.run(  # noqa: S603 - our own suite
        [*command, *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        cwd=folder,
        env=environment | {"TLS_KEY": KEY, "PYTHONHTTPSVERIFY": "0", "CURL_CA_BUNDLE": ""},
        check=False,
    )


def test_a_run_without_the_authority_ends_at_once(server: SecureServer, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    done = suite(tmp_path, f"--base-url={server.url}", "--max-paid=2", f"--ledger={ledger}")
    printed = done.stdout + done.stderr
    assert done.returncode == UNREACHABLE, printed
    said = [line for line in printed.splitlines() if line.strip()]
    assert len(said) == 1, printed
    assert f"{server.url} shows a certificate that is not trusted (" in said[0]
    assert "nothing was sent" in said[0]
    assert "--ca-bundle FILE" in said[0]
    assert "Traceback" not in printed
    assert "INTERNALERROR" not in printed
    assert (server.app.requests, server.app.accepted, ledger.exists()) == (0, 0, False)


def test_a_run_with_the_authority_is_served(server: SecureServer, authority: Authority, tmp_path: Path) -> None:
    given = [f"--base-url={server.url}", f"--ca-bundle={authority.bundle}", "--max-paid=1", "--report=report"]
    done = suite(tmp_path, *given)
    assert done.returncode == UNDECIDED, done.stdout[-2000:]
    report = json.loads((tmp_path / "report" / "contract.json").read_text())
    assert "1 accepted and charged for" in done.stdout
    assert server.app.accepted == 1
    assert report["conforms"] != "no"
    assert leaks(KEY, done.stdout + done.stderr + json.dumps(report)) == []


@pytest.mark.parametrize("content", [None, "no certificate\n"])
def test_an_authority_that_cannot_be_read_is_refused_in_one_line(
    content: str | None, server: SecureServer, tmp_path: Path
) -> None:
    bundle = tmp_path / "authority.pem"
    if content is not None:
        bundle.write_text(content)
    done = suite(tmp_path, f"--base-url={server.url}", "--max-paid=2", f"--ca-bundle={bundle}")
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    assert done.returncode == 4
    assert len(said) == 1, said
    assert said[0].startswith(f"ERROR: --ca-bundle {bundle}: no certificates can be read from it (")
    assert server.app.requests == 0
