"""A command whose output cannot be written, that has no streams, or that is interrupted ends in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clausewise import bundled
from clausewise.cli import main

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="a device of Linux, to which nothing can be written")


@needs_full
@pytest.mark.parametrize(
    ("arguments", "command"), [(["--help"], "clausewise"), (["mock", "--list"], "clausewise mock")]
)
def test_a_full_disk_is_one_line(
    arguments: list[str], command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FULL.open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(arguments) == 2
    told = f"{command}: the output cannot be written: No space left on device; mend that, and start it again\n"
    assert capsys.readouterr().err == told


@needs_full
@pytest.mark.exhaustive
def test_a_full_disk_is_no_verdict_on_a_server() -> None:
    """The exit code 1 would say that the server breaks a clause."""
    command = [sys.executable, "-m", "clausewise", "check", "-q", "-k", "unknown_ids"]
    with FULL.open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.exhaustive
def test_closed_streams_are_no_mistake() -> None:
    """Nothing else takes their numbers: a ledger behind number 1 would get the output."""
    program = "import os, sys; from clausewise.cli import main; code = main(['diff', 'none.yaml']); "
    program += "sys.exit(code if os.open(os.devnull, os.O_RDONLY) > 2 else 99)"
    command = ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", program]
    assert subprocess.run(command, check=False).returncode == 2  # noqa: S603 - ours


@pytest.mark.parametrize(("command", "code"), [("lint", 130), ("check", 2)])
def test_an_interruption_is_one_line(
    command: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """2 is the exit code of the suite for it."""

    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"clausewise.cli.{command}.main", interrupted)
    assert main([command]) == code
    assert capsys.readouterr().err == f"clausewise {command}: interrupted\n"


@pytest.mark.parametrize(
    ("module", "in_checkout", "wanted"),
    [
        ("jsonschema_rs", True, str(bundled.ROOT)),
        ("psycopg.errors", True, f"'{bundled.ROOT}[fleet]'"),
        ("jsonschema_rs", False, "clausewise"),
        ("av", False, "'clausewise[video]'"),
    ],
)
def test_a_missing_package_is_one_line_with_the_command_that_installs_it(
    module: str,
    in_checkout: bool,  # noqa: FBT001 - a parameter of the test
    wanted: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A checkout installs itself: no index has what it is, and somebody else may take its name there."""

    def missing(_: str) -> None:
        raise ModuleNotFoundError(name=module)

    monkeypatch.setattr("clausewise.cli.import_module", missing)
    monkeypatch.setattr(bundled, "IN_CHECKOUT", in_checkout)
    assert main(["lint"]) == 2
    told = f"clausewise lint: {module} is not installed; run: {sys.executable} -m pip install {wanted}\n"
    assert capsys.readouterr().err == told
