"""Every format of a report is made of every report, and what a server has sent is inert in it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from clausewise.report.comparison import compared
from clausewise.report.formats import FORMATS, write_formats
from clausewise.report.page import matrix_page
from tests.pages.inert import STEERING, tags
from tests.pages.reports import HOSTILE, PNG, REPORTS, finding, report


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_is_written(name: str, tmp_path: Path) -> None:
    paths = write_formats(REPORTS[name], tmp_path / "report")
    assert {path.name for path in paths} == set(FORMATS)
    assert all(path.stat().st_size > 100 for path in paths)
    json.loads((tmp_path / "report" / "contract.json").read_text("utf-8"))


def test_a_page_has_no_script_but_its_own_and_asks_for_nothing() -> None:
    plain, hostile = (FORMATS["contract.html"](REPORTS[name]) for name in ("many violations", "hostile"))
    assert [name for name, _ in tags(hostile)].count("script") == 1
    for page in (plain, hostile):
        for name, attributes in tags(page):
            assert not [key for key in attributes if key.startswith("on")], name
            for key in ("src", "href"):
                picture = name == "img" and attributes.get(key) == f"data:image/png;base64,{PNG}"
                assert picture or re.match(r"#|data:,$|$", attributes.get(key) or ""), attributes
        assert "default-src 'none'" in page
        assert "http-equiv" in page


@pytest.mark.parametrize("name", ["contract.html", "summary.md"])
def test_what_steers_a_reader_is_written_out(name: str) -> None:
    text = FORMATS[name](REPORTS["hostile"])
    assert not STEERING.search(text)
    assert "\\x1b[31m" in text or "\\\\x1b" in text
    assert not re.search(r"^\s*::", text, re.M)


def test_markdown_of_a_server_is_no_markdown() -> None:
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(
        FORMATS["summary.md"](REPORTS["hostile"])
    )
    allowed = {"h2", "h3", "p", "ul", "li", "code", "table", "thead", "tbody", "tr", "th", "td"}
    assert {name for name, _ in tags(rendered)} <= allowed


def test_a_megabyte_is_cut() -> None:
    assert len(HOSTILE * 3000) > 600_000
    assert len(FORMATS["contract.html"](REPORTS["hostile"])) < 300_000


def test_sarif_points_into_the_lines_of_the_spec() -> None:
    log: Any = json.loads(FORMATS["contract.sarif"](report(finding("method"), finding("method"), conforms="no")))
    (run,) = log["runs"]
    (result,) = run["results"]
    assert (log["version"], result["ruleId"], result["level"]) == ("2.1.0", "method", "error")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "method"
    place = result["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "openapi/video-generations.yaml"},
        "region": {"startLine": 3},
    }
    assert result["occurrenceCount"] == 2


def test_a_comparison_says_what_is_worse_better_new_and_gone() -> None:
    before = report(finding("method"), finding("once", status="reported"), conforms="no")
    after = report(finding("prompt-required"), finding("fresh"), conforms="no")
    comparison = compared([("monday", before), ("tuesday", after)])
    assert comparison.changed("better") == ["method"]
    assert comparison.changed("worse") == ["prompt-required", "fresh"]
    assert comparison.changed("gone") == ["once"]
    page = matrix_page(comparison)
    assert page.count("(worse)") == 2
    assert page.count("<td>45.0 s, 60.0 s</td>") == 2  # to the video


def test_servers_side_by_side_are_inert_too() -> None:
    page = matrix_page(compared([(HOSTILE, REPORTS["hostile"]), ("b", REPORTS["empty"])]))
    assert [name for name, _ in tags(page)].count("script") == 1
    assert not STEERING.search(page)
