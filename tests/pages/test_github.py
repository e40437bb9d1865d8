"""A job of GitHub shows the summary, and each failed clause at its line of the spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.report.github import append_summary, clause_annotations
from tests.pages.reports import HOSTILE, finding, report

FAILED = report(finding("method", HOSTILE), finding("method"), finding("shape", status="reported"), conforms="no")


def test_a_failed_clause_is_annotated_once_and_begins_no_other_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (line,) = clause_annotations(FAILED)
    assert line.startswith("::error file=openapi/video-generations.yaml,line=3,title=failed%3A method::")
    assert "\n" not in line
    assert "\x1b" not in line


def test_nothing_is_annotated_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert list(clause_annotations(FAILED)) == []


def test_the_summary_is_added_to_what_the_job_has_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    append_summary(FAILED)
    text = summary.read_text("utf-8")
    assert text.startswith("before\n")
    assert "Does not conform at basis documented" in text
