"""Nothing is sent where nothing can be written down any more, and one line says so."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from clausewise.budget import ledger_file
from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.mock_server import MockServer
from tests.suite.command import Suite


def _lock(file: Path) -> Callable[[], None]:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other.close


def _replace(file: Path) -> Callable[[], None]:
    other = sqlite3.connect(file)
    other.execute("DROP TABLE intents")
    other.close()
    return lambda: None


@pytest.mark.parametrize("trouble", [_lock, _replace])
def test_no_request_is_granted_that_cannot_be_written_down(
    trouble: Callable[[Path], Callable[[], None]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_file, "_PATIENCE", 0.1)
    file = tmp_path / "ledger"
    ledger = Ledger(file, limit=5)
    ledger.settle(ledger.intend("a", "request", 0, may_be_paid=True), "paid")
    undo = trouble(file)
    with pytest.raises(LedgerError, match="cannot be read or written any more") as caught:
        ledger.intend("b", "request", 0, may_be_paid=True)
    assert "\n" not in str(caught.value)
    undo()
    ledger.close()


def test_a_file_that_is_full_is_told(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    ledger.storage.execute("PRAGMA max_page_count = 12")
    with pytest.raises(LedgerError, match="full"):
        _fill(ledger)
    ledger.close()


def _fill(ledger: Ledger) -> None:
    for number in range(10_000):
        ledger.settle(ledger.intend(f"{number}", "request", 0, may_be_paid=False), "unpaid", "answer" * 1000)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ledger"
    file.write_bytes(b"no database " * 4000)
    with pytest.raises(LedgerError, match="this is no ledger that can be written"):
        Ledger(file)


class Breaks:
    """A server that breaks the ledger of the suite in the midst of its run."""

    def __init__(self, server: MockServer, file: Path, after: int) -> None:
        self.server = server
        self.file = file
        self.after = after
        self.begun = 0  # counted here, before any wait: the server's own number may skip one when two arrive together

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        """Answer as ever, and drop the table once."""
        self.begun += 1
        if self.begun == self.after:
            other = sqlite3.connect(self.file, timeout=60)
            other.execute("DROP TABLE intents")
            other.close()
        await self.server(scope, receive, send)  # type: ignore[arg-type]  # ASGI, passed on


@pytest.mark.parametrize(
    "workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.exhaustive)], ids=["one process", "two workers"]
)
def test_the_run_ends_at_once_in_one_line(
    workers: tuple[str, ...], suite: Suite, switch: object, server: MockServer, tmp_path: Path
) -> None:
    file = tmp_path / "ledger"
    switch.app = Breaks(server, file, 40)  # type: ignore[attr-defined]  # a Switch
    done = suite("--max-paid", "5", "--ledger", str(file), *workers)
    assert done.returncode == 2, done.stdout[-3000:] + done.stderr
    assert server.requests <= 41 + 2
    output = done.stdout + done.stderr
    assert "the ledger cannot be read or written any more" in output
    assert "Traceback" not in output
    assert "INTERNALERROR" not in output


@pytest.mark.exhaustive
def test_a_ledger_of_an_earlier_run_is_a_mistake_in_one_line(suite: Suite, tmp_path: Path) -> None:
    options = ("--max-paid", "0", "-k", "unknown_ids", "--ledger", str(tmp_path / "ledger"))
    suite(*options)
    again = suite(*options)
    assert again.returncode == 4
    assert again.stderr.strip().startswith(f"ERROR: {tmp_path / 'ledger'}: an earlier run has written this ledger")
    assert len(again.stderr.strip().splitlines()) == 1
    assert again.stdout == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_ledger_that_cannot_be_written_is_a_mistake_of_the_call(suite: Suite, tmp_path: Path) -> None:
    file = tmp_path / "ledger"
    file.touch(mode=0o400)
    assert suite("--max-paid", "5", "--ledger", str(file)).returncode == 4
