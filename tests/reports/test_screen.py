"""The end of a run is one screen: what is broken, once, with how to see it again, and what it took."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import changes
from clausewise.probes.probe import Kind
from clausewise.report.contract_json import report
from clausewise.report.reproduce import reproduce_file
from clausewise.report.summary import WIDTH, summary
from clausewise.report.verdict import Verdict
from clausewise.settings.waivers import Waiver
from clausewise.spec import Spec
from tests.reports.judged import judged

SPEC = Spec.load()
FAULTS = ("method-put-creates", "task-id-integer")


@pytest.fixture(scope="module")
def broken() -> Verdict:
    """A server with two faults, of which a few requests are judged."""
    app = MockServer(SPEC, changes=[change for fault in FAULTS for change in changes(fault=fault)])
    kinds = (Kind.PROTOCOL, Kind.ROW)
    verdict = judged(app, "--strength", "1", "--max-paid", "30", wanted=lambda probe: probe.kind in kinds)
    verdict.command = "pytest contract_tests"
    return verdict


def told_again(verdict: Verdict, **options: object) -> list[str]:
    other = copy(verdict)
    plan = copy(verdict.plan)
    plan.__dict__["options"] = replace(verdict.plan.options, **options)  # type: ignore[arg-type]  # names of Options
    other.plan = plan
    return summary(other)


def test_each_broken_clause_is_told_once_with_request_expected_and_actual(broken: Verdict) -> None:
    lines = summary(broken)
    assert lines[0].startswith("DOES NOT CONFORM at basis documented: http://127.0.0.1:")
    for clause in ("method", "task-id"):
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"failed        {clause} (")]
        block = "\n".join(lines[at : at + 9])
        for name in ("expected", "actual", "request     curl ", "again"):
            assert f"  {name}" in block
    assert "although" not in "\n".join(lines)  # the sentence stands there once
    assert "  expected    what the clause says" in lines
    found = [finding for finding in broken.findings if finding["clause"] == "task-id"]
    assert f", {len(found)} times)" in " ".join(lines)


def test_the_screen_shows_clauses_coverage_requests_and_times(broken: Verdict) -> None:
    text = "\n".join(summary(broken))
    for name in ("clauses  ", "values  ", "combinations  ", "requests  ", "time  ", "to the answer p50 "):
        assert f"\n{name}" in text
    assert ", p95 " in text
    assert ", worst " in text


def test_it_is_no_wider_than_eighty_columns_but_for_commands(broken: Verdict) -> None:
    lines = summary(broken)
    assert all(
        len(line) <= WIDTH for line in lines if not line.startswith(("  request", "  again")) and "://" not in line
    )
    assert all(line.isprintable() for line in lines)


def test_a_failure_is_run_again_by_the_report_or_by_the_suite(broken: Verdict, tmp_path: Path) -> None:
    assert any(line.startswith("  again       pytest contract_tests -k createVideo") for line in summary(broken))
    again = [line for line in told_again(broken, report=tmp_path) if line.startswith("  again")]
    assert again
    text = reproduce_file(report(broken))
    for line in again:
        assert line.startswith(f"  again       CONTRACT_PAY=1 pytest {tmp_path / 'reproduce.py'} -k test_")
        assert f"def {line.rpartition(' ')[2]}()" in text


def test_an_expired_waiver_is_told(broken: Verdict) -> None:
    yesterday = date.today() - timedelta(days=1)
    waivers = {"method": Waiver("method", "ticket 1", yesterday), "hd-type": Waiver("hd-type", "ticket 2", None)}
    lines = told_again(broken, waivers=waivers)
    assert f"waiver        method has expired on {yesterday}" in lines
    assert not any("hd-type has expired" in line for line in lines)
