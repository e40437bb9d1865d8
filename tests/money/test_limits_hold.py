"""A run spends no more than it may: with workers, over shards, after a resume, and off this machine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from clausewise.mock_server import MockServer
from clausewise.report.exit_codes import UNDECIDED
from tests.money.killed_runs import repeat
from tests.suite.command import Suite


def test_four_workers_share_one_limit(suite: Suite, server: MockServer) -> None:
    done = suite("--max-paid", "10", "-n", "4", "--allow-undecided")
    assert done.returncode == 0, done.stdout
    assert server.accepted == 10


def test_without_leave_nothing_is_paid(suite: Suite, server: MockServer) -> None:
    done = suite("--max-paid", "0")
    assert done.returncode == UNDECIDED, done.stdout
    assert server.accepted == 0
    assert server.requests > 5


def test_a_server_elsewhere_needs_a_limit(suite: Suite) -> None:
    done = suite(base_url="https://relay.example.com")
    assert done.returncode == 4
    assert done.stderr.strip().splitlines() == [
        "ERROR: https://relay.example.com is not on this machine, so accepted requests may cost money: "
        "say how many at most with --max-paid N (0 for unpaid checks only)"
    ]


def test_a_resumed_run_sends_nothing_twice(suite: Suite, server: MockServer, tmp_path: Path) -> None:
    ledger = str(tmp_path / "ledger.sqlite")
    first = suite("--max-paid", "4", "--ledger", ledger, "--report", str(tmp_path / "first"))
    sent = server.requests
    again = suite("--max-paid", "4", "--ledger", ledger, "--resume", "--report", str(tmp_path / "again"))
    assert (first.returncode, again.returncode) == (0, 0), again.stdout
    assert server.requests == sent
    reports = [json.loads((tmp_path / name / "contract.json").read_text()) for name in ("first", "again")]
    assert reports[0]["clauses"] == reports[1]["clauses"]
    assert reports[0]["coverage"] == reports[1]["coverage"]


@pytest.mark.exhaustive
def test_a_resumed_run_goes_on_with_a_higher_limit(suite: Suite, server: MockServer, tmp_path: Path) -> None:
    ledger = str(tmp_path / "ledger.sqlite")
    suite("--max-paid", "4", "--ledger", ledger)
    done = suite("--max-paid", "26", "--ledger", ledger, "--resume")
    assert done.returncode == 0, done.stdout
    assert "CONFORMS" in done.stdout
    assert 4 < server.accepted <= 26


@pytest.mark.exhaustive
def test_a_ledger_is_not_used_twice_by_mistake(suite: Suite, server: MockServer, tmp_path: Path) -> None:
    ledger = str(tmp_path / "ledger.sqlite")
    suite("--max-paid", "1", "--ledger", ledger)
    sent = server.requests
    done = suite("--max-paid", "1", "--ledger", ledger)
    assert done.returncode == 4
    assert "go on with --resume" in done.stdout + done.stderr
    assert server.requests == sent


@pytest.mark.exhaustive
def test_shards_send_each_request_once_and_share_the_limit(suite: Suite, server: MockServer) -> None:
    for shard in ("1/3", "2/3", "3/3"):
        done = suite("--max-paid", "8", "--shard", shard, "--allow-undecided")
        assert done.returncode == 0, done.stdout
    assert server.accepted == 8


def test_the_plan_is_printed_and_nothing_is_sent(suite: Suite, server: MockServer) -> None:
    done = suite("--plan", "--max-paid", "3")
    assert done.returncode == 0, done.stderr
    assert server.requests == 0
    assert "a conforming server accepts and charges for 3 of them" in done.stdout
    assert "beyond the limit" in done.stdout


@pytest.mark.exhaustive
def test_the_plan_counts_what_a_run_sends(suite: Suite, server: MockServer) -> None:
    planned = suite("--plan", "--max-paid", "4").stdout
    requests = re.search(r"(\d+) requests; ", planned)
    assert requests is not None
    done = suite("--max-paid", "4", "--allow-undecided")
    assert done.returncode == 0, done.stdout
    assert server.accepted == 4
    assert server.requests == int(requests[1])


def test_killed_runs_lose_nothing_and_spend_no_more() -> None:
    assert repeat(12) == []


def test_a_mistake_is_one_line_and_nothing_is_sent(suite: Suite, server: MockServer) -> None:
    done = suite("--max-paid", "-1")
    assert done.returncode == 4
    assert "give a number from 0 to" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert server.requests == 0
