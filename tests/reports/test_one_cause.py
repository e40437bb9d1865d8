"""Findings of one cause are told once: with the request where it was seen first, and in a line where it came again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausewise.mock_server import MockServer, Switch
from clausewise.mock_server.faults import changes
from clausewise.report.finding_text import again_text, cause_of
from tests.suite.command import SPEC, Suite

FINDING: dict[str, Any] = {
    "clause": "task-id",
    "status": "failed",
    "basis": "documented",
    "always": False,
    "actual": "status 200 with the id 8f3a0c11-9d2e-4b1f-8a77-0123456789ab after 3 others",
    "same_as": "create/row 01",
}


@pytest.mark.parametrize(
    "other",
    [
        {"actual": "status 200 with the id 00000000-9d2e-4b1f-8a77-aaaaaaaaaaaa after 3 others"},
        {"actual": "status 200 with the id deadbeef after 12 others"},
        {"same_as": None},
    ],
)
def test_ids_and_numbers_make_no_other_cause(other: dict[str, Any]) -> None:
    assert cause_of(FINDING | other) == cause_of(FINDING)


@pytest.mark.parametrize(
    "other",
    [
        {"clause": "task-id-unique"},
        {"basis": "assumed"},
        {"status": "reported"},
        {"actual": FINDING["actual"].replace("200", "201")},
        {"actual": FINDING["actual"].replace("others", "rows")},
    ],
)
def test_another_clause_basis_status_or_answer_is_another_cause(other: dict[str, Any]) -> None:
    assert cause_of(FINDING | other) != cause_of(FINDING)


def test_what_is_told_again_names_clause_basis_and_the_first_probe() -> None:
    assert again_text(FINDING) == "task-id (documented): the same as of create/row 01"
    assert (
        again_text(FINDING | {"always": True}) == "task-id (documented, at every basis): the same as of create/row 01"
    )


def test_a_run_shows_one_request_for_one_cause(suite: Suite, switch: Switch, tmp_path: Path) -> None:
    switch.app = MockServer(SPEC, changes=changes(fault="error-message-null"))
    ended = suite("--max-paid=1", "--strength=1", "--examples=0", "--basis=assumed", f"--report={tmp_path}")
    findings = json.loads((tmp_path / "contract.json").read_text())["findings"]
    own = [finding for finding in findings if finding["clause"] == "error-shape"]
    first = [finding for finding in own if finding["same_as"] is None]
    assert ended.returncode == 1
    assert len(own) > 2 * len(first) > 0
    assert {finding["same_as"] for finding in own} - {None} <= {finding["probe"] for finding in first}
    assert ended.stdout.count("error-shape (observed): the same as of ") == len(own) - len(first)
