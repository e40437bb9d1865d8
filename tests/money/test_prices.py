"""A run spends no more money than it may."""

from __future__ import annotations

from pathlib import Path

from clausewise.mock_server import MockServer
from tests.suite.command import Suite


def test_a_run_spends_no_more_money_than_allowed(suite: Suite, server: MockServer, prices: Path) -> None:
    done = suite("--max-spend", "3.2", "--prices", str(prices))
    assert done.returncode == 0, done.stdout  # the money was too little for coverage, and enough for every clause
    assert 0 < server.accepted < 22
    assert "USD" in done.stdout
