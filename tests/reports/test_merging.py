"""The reports of shards make one: coverage is united, sums are summed, and what is missing is said."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from clausewise.cli.merge import main
from clausewise.mock_server import MockServer, Switch
from clausewise.mock_server.faults import changes
from clausewise.report.exit_codes import UNDECIDED
from clausewise.report.merging import MergeError, merged
from tests.reports.small_report import CLAUSE, REPORT, ROW
from tests.suite.command import SPEC, Suite

SECOND = {"shard": "2/2"}


def joined(*changes: dict[str, Any]) -> Any:
    return merged({f"report {number}": deepcopy(REPORT) | change for number, change in enumerate(changes, start=1)})


def test_what_two_shards_cover_is_counted_once() -> None:
    other = {**ROW, "levels": {"a": "1", "b": "2"}, "classes": {"a": "one", "b": "two"}}
    refused = {**ROW, "levels": {"a": "2", "b": "2"}, "classes": {"a": "two", "b": "two"}, "accepted": False}
    report = joined({}, SECOND | {"rows": [ROW, other, refused]})
    assert report["coverage"]["values"] == {"covered": 3, "of": 4}
    assert report["coverage"]["combinations"] == {"covered": 2, "of": 3}


def test_sums_are_summed() -> None:
    report = joined({}, SECOND)
    assert report["counts"] == {"probes": 6, "requests": 8, "paid": 2, "unknown": 2}
    assert (report["spent"], report["limit"], report["shard"], report["conforms"]) == ("0.20 USD", 4, "1/1", "yes")


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("kept", "not checked", "kept"),
        ("not checked", "not checked", "not checked"),
        ("kept", "failed", "failed"),
        ("waived", "reported", "waived"),
        ("reported", "kept", "reported"),
    ],
)
def test_the_verdict_of_a_clause_is_that_which_counts_most(first: str, second: str, one: str) -> None:
    def clauses(verdict: str) -> dict[str, Any]:
        return {"clauses": {"c": {**CLAUSE, "verdict": verdict, "findings": 1}}}

    for order in ((first, second), (second, first)):
        report = joined(clauses(order[0]), SECOND | clauses(order[1]))
        assert (report["clauses"]["c"]["verdict"], report["clauses"]["c"]["findings"]) == (one, 2)


def test_one_that_fails_fails_all() -> None:
    finding = {"clause": "c", "status": "failed"}
    assert joined({}, SECOND | {"conforms": "no", "findings": [finding]})["conforms"] == "no"
    assert joined({}, SECOND | {"conforms": "undecided"})["conforms"] == "undecided"


def test_a_missing_shard_leaves_it_undecided() -> None:
    report = joined({"shard": "1/3"}, {"shard": "3/3"})
    assert report["conforms"] == "undecided"
    assert report["not_run"] == [{"probe": "shard 2/3", "reason": "its report is missing"}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "shard 1/2 is report 1 already"),
        ({"shard": "2/3"}, "different plans"),
        (SECOND | {"basis": "assumed"}, "another basis"),
        (SECOND | {"spec": {"title": "t", "version": "2"}}, "another spec"),
        (SECOND | {"waivers": {"c": {}}}, "another waivers"),
        (SECOND | {"spent": "1.00 EUR"}, "different currencies"),
        (SECOND | {"coverage": {"strength": 3}}, "another strength"),
    ],
)
def test_reports_that_do_not_fit_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(MergeError, match=said):
        joined({}, change)


def test_what_a_report_holds_steers_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    not_run = [{"probe": "p", "reason": "the server said \x1b[2J"}]
    first.write_text(json.dumps({**REPORT, "server": "http://127.0.0.1:1\x1b[2J", "not_run": not_run}))
    second.write_text(json.dumps({**REPORT, "server": "http://127.0.0.1:1\x1b[2J", "shard": "1/3\x1b[2J"}))
    assert main([str(first)]) == UNDECIDED
    assert main([str(first), str(second)]) == 2
    captured = capsys.readouterr()
    assert "1/3" in captured.err
    assert "\x1b" not in captured.out + captured.err


@pytest.mark.parametrize("content", [None, "{", "[]", '{"version": 1}'])
def test_what_is_no_report_is_one_line(content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "contract.json"
    if content is not None:
        path.write_text(content)
    assert main([str(path)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_an_output_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "contract.json"
    report.write_text(json.dumps({**REPORT, "shard": "1/1"}), encoding="utf-8")
    for output in (tmp_path, report / "one.json"):
        assert main([str(report), "--output", str(output)]) == 2
        captured = capsys.readouterr()
        assert f"--output {output}: cannot be written" in captured.err
        assert captured.err.count("\n") == 1


@pytest.mark.exhaustive
def test_shards_of_a_run_make_the_report_of_the_whole(suite: Suite, switch: Switch, tmp_path: Path) -> None:
    app = switch.app
    assert isinstance(app, MockServer)
    options = ["--max-paid=26", "--strength=1"]
    whole = suite(*options, f"--report={tmp_path / 'whole'}")
    app.reset()
    folders = [tmp_path / str(number) for number in (1, 2)]
    for number, folder in enumerate(folders, start=1):
        assert suite(*options, f"--shard={number}/2", f"--report={folder}").returncode == whole.returncode == 0
    accepted = app.accepted
    assert main([*map(str, folders), "--output", str(tmp_path / "one" / "contract.json")]) == 0
    one, other = (json.loads((tmp_path / name / "contract.json").read_text()) for name in ("one", "whole"))
    for same in ("conforms", "basis", "server", "spec", "coverage", "not_run", "limit"):
        assert one[same] == other[same]
    assert one["counts"]["paid"] == accepted <= 26
    assert {name: entry["verdict"] for name, entry in one["clauses"].items()} == {
        name: entry["verdict"] for name, entry in other["clauses"].items()
    }


def test_a_fault_that_one_shard_sees_fails_the_whole(suite: Suite, switch: Switch, tmp_path: Path) -> None:
    switch.app = MockServer(SPEC, changes=changes(fault="task-id-missing"))
    for number in (1, 2):
        suite("--max-paid=4", "--strength=1", f"--shard={number}/2", f"--report={tmp_path / str(number)}")
    assert main([str(tmp_path / "1"), str(tmp_path / "2")]) == 1
