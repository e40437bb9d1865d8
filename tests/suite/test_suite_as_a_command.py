"""The suite as a tester sees it: a command, in front of correct, faulty and missing servers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from clausewise.mock_server import MockServer, Switch
from clausewise.mock_server.faults import changes
from clausewise.report.contract_schema import SCHEMA
from clausewise.report.exit_codes import NO_CONTACT
from tests.suite.command import SPEC, Suite


def test_a_correct_server_passes(suite: Suite) -> None:
    done = suite()
    assert done.returncode == 0, done.stdout
    assert "CONFORMS at basis documented" in done.stdout


@pytest.mark.parametrize(
    ("fault", "clause"),
    [
        pytest.param("task-id-missing", "task-id", marks=pytest.mark.exhaustive),
        pytest.param("prompt-missing-accepted", "prompt-required", marks=pytest.mark.exhaustive),
        ("rule-25-unchecked", "duration-25-needs-pro"),
        pytest.param("crash-pro-portrait-hd", "no-crash", marks=pytest.mark.exhaustive),
        pytest.param("answer-html", "accepted-200", marks=pytest.mark.exhaustive),
    ],
)
def test_a_fault_fails_with_its_clause_and_the_request(
    fault: str, clause: str, suite: Suite, switch: Switch, tmp_path: Path
) -> None:
    switch.app = MockServer(SPEC, changes=changes(fault=fault))
    done = suite("--max-paid", "26", "--report", str(tmp_path))
    assert done.returncode == 1, done.stdout
    assert "DOES NOT CONFORM at basis documented: " in done.stdout
    assert f"\n{clause} (" in done.stdout
    assert "  request:  curl -sS -i -X POST http://127.0.0.1" in done.stdout
    report = json.loads((tmp_path / "contract.json").read_text())
    assert [error.message for error in jsonschema_rs.validator_for(SCHEMA).iter_errors(report)] == []
    assert report["conforms"] == "no"
    assert report["clauses"][clause]["verdict"] == "failed"
    assert any(finding["clause"] == clause and "curl" in finding["request"] for finding in report["findings"])


def test_a_server_that_is_not_there_is_one_line(suite: Suite) -> None:
    done = suite(base_url="http://127.0.0.1:9")
    assert done.returncode == 8
    assert done.stdout == ""
    assert done.stderr.startswith("ERROR: http://127.0.0.1:9 cannot be reached")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("arguments", "code", "verdict"),
    [
        (
            ["-k", "fits-nothing"],
            5,
            "\nended         no test was chosen: leave out the -k, -m or paths that fit none\n",
        ),
        (["not_there.py"], 4, None),
    ],
)
def test_a_run_of_no_test_says_no_more_than_that(
    arguments: list[str], code: int, verdict: str | None, suite: Suite
) -> None:
    done = suite("--max-paid", "0", *arguments)
    assert done.returncode == code
    told = done.stdout.partition("=== contract ===")[2]
    assert (verdict in told and len(told.splitlines()) < 8) if verdict else not told, done.stdout


@pytest.mark.exhaustive
def test_a_weaker_clause_is_reported_and_not_failed(suite: Suite, switch: Switch, tmp_path: Path) -> None:
    switch.app = MockServer(SPEC, changes=changes(variant="ids-prefixed"))
    done = suite("--max-paid", "26", "--report", str(tmp_path))
    assert done.returncode == 0, done.stdout
    report = json.loads((tmp_path / "contract.json").read_text())
    assert report["clauses"]["task-id-uuid"]["verdict"] == "reported"
    assert suite("--max-paid", "26", "--basis", "exemplified").returncode == 1


@pytest.mark.exhaustive
def test_a_waived_clause_does_not_fail_until_it_expires(suite: Suite, switch: Switch, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.toml"
    waivers.write_text('[[waiver]]\nclause = "duration-25-needs-pro"\nreason = "ticket 4711"\n')
    switch.app = MockServer(SPEC, changes=changes(fault="rule-25-unchecked"))
    done = suite("--max-paid", "26", "--waivers", str(waivers))
    assert done.returncode == 0, done.stdout
    assert "waived duration-25-needs-pro (documented" in " ".join(done.stdout.split())
    waivers.write_text(waivers.read_text() + "expires = 2020-01-31\n")
    done = suite("--max-paid", "26", "--waivers", str(waivers))
    assert done.returncode == 1
    assert "the waiver has expired on 2020-01-31: ticket 4711" in done.stdout


@pytest.mark.exhaustive
def test_a_waiver_that_is_not_needed_is_named(suite: Suite, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.toml"
    waivers.write_text('[[waiver]]\nclause = "hd-needs-pro"\nreason = "once it was so"\n')
    done = suite("--max-paid", "26", "--waivers", str(waivers))
    assert "hd-needs-pro is kept: its waiver can go" in done.stdout


@pytest.mark.exhaustive
def test_a_server_that_wants_a_key_is_said_to(suite: Suite, switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    switch.app = MockServer(SPEC, keys=frozenset(["sk-suite-11aa22bb33cc"]), changes=changes(variant="key-required"))
    done = suite("--max-paid", "5")
    assert done.returncode == NO_CONTACT
    assert "name that with --api-key-env" in done.stdout
    monkeypatch.setenv("SUITE_KEY", "sk-suite-11aa22bb33cc")
    done = suite("--max-paid", "26", "--api-key-env", "SUITE_KEY")
    assert done.returncode == 0, done.stdout
    assert "sk-suite" not in done.stdout + done.stderr


@pytest.mark.exhaustive
def test_it_runs_with_all_of_its_workers(suite: Suite, switch: Switch) -> None:
    done = suite("-n", "2")
    assert done.returncode == 0, done.stdout
    assert re.search(r"([0-9]+) of \1 value classes", done.stdout)
