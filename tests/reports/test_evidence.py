"""A clause is kept by evidence alone, and nobody conforms by silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import changes
from clausewise.probes.probe import Expected, Kind, Probe
from clausewise.report.contract_json import report
from clausewise.report.verdict import NAMED
from clausewise.spec import Spec
from tests.one_answer import OneAnswer
from tests.reports.judged import judged, plan_of
from tests.sampling import sampled

SPEC = Spec.load()
AT_ONE = ("--strength", "1")


def refused(probe: Probe) -> bool:
    """Tell whether a probe is one of the near misses of a rule, of which there are few enough to be sent each time."""
    return probe.expected is Expected.REFUSED and any("needs" in clause.id for clause in probe.clauses)


def verdicts(clauses: dict[str, Any]) -> set[str]:
    return {entry["verdict"] for entry in clauses.values()}


def test_a_conforming_server_keeps_what_was_tested() -> None:
    verdict = judged(MockServer(SPEC), *AT_ONE)
    assert (verdict.conforms, verdict.doubts()) == ("yes", [])
    for name, entry in verdict.clauses().items():
        assert (entry["verdict"] == "kept") == (entry["tested"] > 0) == ("reason" not in entry), name
        assert len(entry["probes"]) == min(entry["tested"], NAMED)
    assert {probe.id for probe in verdict.plan.probes} >= set(verdict.clauses()["prompt-required"]["probes"])


@pytest.mark.parametrize(
    ("clause", "option"),
    [
        ("answers-in-time", "--max-response-time SECONDS"),
        ("task-max-time", "--max-task-time SECONDS"),
        ("task-ends", "--follow"),
    ],
)
def test_a_clause_that_an_option_asks_for_names_it(clause: str, option: str) -> None:
    follow = ("--follow",) if clause == "task-max-time" else ()
    entry = judged(MockServer(SPEC), *AT_ONE, *follow, wanted=lambda probe: probe.control).clauses()[clause]
    assert (entry["verdict"], entry["reason"]) == ("not checked", f"needs {option}")


def test_a_time_that_is_allowed_for_answers_is_kept() -> None:
    verdict = judged(MockServer(SPEC), *AT_ONE, "--max-response-time", "60", wanted=lambda probe: probe.control)
    assert verdict.clauses()["answers-in-time"]["verdict"] == "kept"


@pytest.mark.parametrize("status", sampled([403, 404, 400, 422], every=2))
def test_refusals_alone_show_nothing(status: int) -> None:
    clauses = judged(OneAnswer(status), *AT_ONE, wanted=refused).clauses()
    assert verdicts(clauses) <= {"not checked", "reported"}
    assert "no valid request of createVideoGeneration was accepted" in clauses["hd-needs-pro"]["reason"]


@pytest.mark.exhaustive
def test_a_server_that_refuses_all_is_not_said_to_keep_a_rule() -> None:
    verdict = judged(OneAnswer(400), *AT_ONE)
    assert verdict.conforms == "no"
    assert verdict.clauses()["hd-needs-pro"]["verdict"] == "not checked"


def test_nothing_valid_may_be_sent_and_nothing_is_said() -> None:
    verdict = judged(MockServer(SPEC), "--max-paid", "0")
    assert verdict.conforms == "undecided"
    assert verdicts(verdict.clauses()) == {"not checked"}


def test_a_clause_that_one_acceptance_shows_needs_no_other() -> None:
    verdict = judged(MockServer(SPEC), *AT_ONE, wanted=lambda probe: probe.kind is Kind.ROW)
    clauses = verdict.clauses()
    assert clauses["task-id"]["verdict"] == clauses["model-enum"]["verdict"] == "kept"
    assert clauses["hd-needs-pro"]["verdict"] == "not checked"
    assert verdict.conforms == "undecided"


@pytest.mark.parametrize(
    ("answer", "verdict"), [('{"task_id": 5}', "not checked"), ("{}", "not checked"), ('{"task_id": "a"}', "reported")]
)
def test_a_format_is_kept_by_texts_alone(answer: str, verdict: str) -> None:
    clauses = judged(OneAnswer(200, answer.encode()), *AT_ONE, wanted=lambda probe: probe.control).clauses()
    assert clauses["task-id-uuid"]["verdict"] == verdict
    assert clauses["task-id"]["verdict"] == ("kept" if verdict == "reported" else "failed")


def test_an_id_is_unique_among_others_only() -> None:
    rows = [probe.id for probe in plan_of(*AT_ONE).probes if probe.row is not None]
    one = judged(MockServer(SPEC), *AT_ONE, wanted=lambda probe: probe.id == rows[-1])
    assert one.clauses()["task-id-fresh"]["verdict"] == "not checked"


def test_near_misses_left_out_leave_it_undecided() -> None:
    left: list[str] = []

    def most(probe: Probe) -> bool:
        if probe.kind is Kind.NEAR_MISS and not left:
            left.append(probe.id)
        return probe.id not in left

    verdict = judged(MockServer(SPEC), *AT_ONE, wanted=most)
    assert verdict.conforms == "undecided"
    assert verdict.not_run == [{"probe": left[0], "reason": verdict.not_run[0]["reason"], "cause": "other"}]


def test_rows_beyond_the_limit_are_a_matter_of_coverage() -> None:
    whole = plan_of(*AT_ONE, "--max-paid", "100")
    enough = sum(probe.charged for probe in whole.probes) - 1
    verdict = judged(MockServer(SPEC), *AT_ONE, "--max-paid", str(enough))
    assert verdict.not_run
    assert verdict.conforms == "yes", verdict.doubts()
    assert verdict.coverage() != whole.coverage.of(whole.coverage)


UPLOAD = """
openapi: 3.1.0
info: {title: T, version: 1.0.0}
paths:
  /things:
    post:
      operationId: makeThing
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
      responses: {'200': {description: ok}, '400': {description: refused}, '415': {description: refused}}
  /archive:
    put:
      operationId: archiveAll
      requestBody: {required: true, content: {application/zip: {schema: {type: string, format: binary}}}}
      responses: {'200': {description: ok}, '400': {description: refused}}
"""


def test_an_operation_of_which_nothing_valid_is_sent_leaves_it_undecided(tmp_path: Path) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(UPLOAD)
    verdict = judged(MockServer(Spec.load(spec)), "--spec", str(spec))
    assert verdict.conforms == "undecided"
    assert "no valid request of archiveAll can be sent" in verdict.doubts()
    # Promises that the spec does not name as clauses are told too, with what tested them.
    assert any(entry["verdict"] == "kept" and "name-required" in name for name, entry in verdict.clauses().items())


def test_a_failure_needs_no_control() -> None:
    verdict = judged(MockServer(SPEC, changes=changes(fault="everything-accepted")), *AT_ONE, wanted=refused)
    assert verdict.conforms == "no"


def test_the_report_names_the_run() -> None:
    verdict = judged(MockServer(SPEC), *AT_ONE, "--label", "nightly", wanted=lambda probe: probe.control)
    data = json.loads(json.dumps(report(verdict)))
    assert (data["label"], data["conforms"]) == ("nightly", "undecided")
    assert data["doubts"]
    assert len(data["spec"]["digest"]) == 64
    assert data["suite"]
