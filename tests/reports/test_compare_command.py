"""`clausewise compare` tells what changed between reports, and its exit code whether anything is judged worse."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from clausewise.cli.compare import USED_WRONGLY, WORSE, main
from tests.reports.small_report import CLAUSE, REPORT


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Write a report whose one clause has a verdict, with some changes; gives its path."""

    def write(name: str, verdict: str, **changes: Any) -> str:
        report = deepcopy(REPORT) | {"clauses": {"c": CLAUSE | {"verdict": verdict}}} | changes
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(report))
        return str(path)

    return write


@pytest.mark.parametrize(
    ("first", "second", "code", "told"),
    [
        ("kept", "failed", WORSE, "worse    c (documented): kept, failed"),
        ("failed", "kept", 0, "better   c (documented): failed, kept"),
        ("kept", "kept", 0, "every clause is judged the same"),
        ("not checked", "kept", 0, "unknown  1 clause, not checked in one of the reports: c\n"),
    ],
)
def test_a_change_of_a_verdict_is_told(
    written: Any, first: str, second: str, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([written("monday", first), written("tuesday", second)]) == code
    said = capsys.readouterr().out
    assert told in said
    assert "2. " in said


def test_what_is_worse_stands_last_and_each_report_has_its_sums(
    written: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Many clauses that were not checked hide no other; one that was judged worse is told once."""
    many = {f"u{number}": CLAUSE | {"verdict": "kept"} for number in range(60)}
    left = {name: entry | {"verdict": "not checked"} for name, entry in many.items()}
    better, worse = CLAUSE | {"verdict": "kept"}, CLAUSE | {"verdict": "failed"}
    first = written("first", "kept", clauses={"b": worse, "w": better, **many})
    second = written("second", "kept", clauses={"b": better, "w": worse, **left})
    third = written("third", "kept", clauses={"b": better, "w": CLAUSE | {"verdict": "not checked"}, **many})
    assert main([first, second, third]) == WORSE
    lines = capsys.readouterr().out.splitlines()
    assert lines[-4:] == [
        "better   b (documented): failed, kept, kept",
        "worse    w (documented): kept, failed, not checked",
        f"2. {second} against 1.: 1 worse, 1 better, 60 unknown",
        f"3. {third} against 1.: 1 better, 1 unknown",
    ]
    unknown = [line for line in lines if line.startswith(("unknown", " "))]
    assert unknown[0].startswith("unknown  60 clauses, not checked in one of the reports: u0, ")
    assert max(map(len, unknown)) <= 80


def test_the_page_is_written(written: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main([written("monday", "kept"), written("tuesday", "kept"), "--page", str(page)]) == 0
    assert "<table" in page.read_text()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "this is no contract.json of version"),
        ('{"version": 0}', "this is no contract.json of version"),
        (json.dumps({"version": REPORT["version"]}), "a report lacks what a contract.json has"),
        ("{", "broken.json"),
    ],
)
def test_what_is_no_report_is_one_line(
    written: Any, tmp_path: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(text)
    assert main([written("monday", "kept"), str(broken)]) == USED_WRONGLY
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


def test_a_page_that_cannot_be_written_is_one_line(
    written: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([written("monday", "kept"), "--page", str(tmp_path)]) == USED_WRONGLY
    assert "cannot be written (Is a directory); name a file" in capsys.readouterr().err


def test_what_a_report_holds_steers_no_terminal(written: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([written("monday", "kept", server="http://127.0.0.1:1\x1b[2J")]) == 0
    assert "\x1b" not in capsys.readouterr().out
