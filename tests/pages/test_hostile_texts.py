"""No format takes any text of a server or a spec for its own, wherever in a report it stands."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from markdown_it import MarkdownIt

from clausewise.cli.compare import _lines as comparison_lines
from clausewise.report.comparison import compared
from clausewise.report.fleet_page import ServerLine, page
from clausewise.report.formats import FORMATS
from clausewise.report.github import clause_annotations
from clausewise.report.page import contract_page, matrix_page
from clausewise.terminal.printable import printable
from tests.pages.hostile_texts import TEXTS
from tests.pages.inert import STEERING, tags
from tests.pages.reports import finding, report

SERVER = "http://127.0.0.1:1"
#: Texts that a program chooses from a few words, or numbers and times that it has written.
_OURS = {"status", "verdict", "basis", "conforms", "version", "written", "method", "thumbnail", "same_as", "kind"} | {
    "form",
    "expires",
}


def filled(text: Callable[[], str], *, clauses: int = len(TEXTS)) -> dict[str, Any]:
    """A report in which every text that a server, a spec or a caller may choose is another one."""
    names = [f"clause-{number}" for number in range(clauses)]
    made = report(*(finding(name, "status 200") for name in names), conforms="undecided", not_run=3)
    renamed = {name: f"{text()}{number}" for number, name in enumerate(names)}
    for found in made["findings"]:
        found["clause"] = renamed[found["clause"]]
    made["clauses"] = {renamed.get(name, name): clause for name, clause in made["clauses"].items()}
    made |= {
        "doubts": ["d", "e"],
        "label": "l",
        "command": "c",
        "spent": "1 X",
        "waivers": {"w": {"reason": "r", "expires": "2031-01-01"}},
    }
    made["clauses"]["method"] |= {"verdict": "not checked", "reason": "r"}
    return dict(_filled(made, text))


def _filled(value: Any, text: Callable[[], str], name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, text, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, text, name) for each in value]
    if not isinstance(value, str) or name in {*_OURS, "clause"}:
        return value
    return f"{SERVER}/{text()}" if name == "url" else text()


def turning() -> Callable[[], str]:
    """A function that gives one text after the other, from the first again after the last."""

    def endless() -> Iterator[str]:
        while True:
            yield from TEXTS

    texts = endless()
    return lambda: next(texts)


NUMBERS = count()
HOSTILE, PLAIN = filled(turning()), filled(lambda: f"plain {next(NUMBERS)}")
#: Tags of which texts of ours have more or fewer: code between backticks, marked words, a point for each time.
_VARYING = {"code", "mark", "circle"}


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The tags of a page with the names of their attributes."""
    return [(name, tuple(sorted(attributes))) for name, attributes in tags(html) if name not in _VARYING]


def pages(data: dict[str, Any]) -> dict[str, str]:
    """Every page, with this report in it."""
    said = data["doubts"][0]
    line = ServerLine(said, said, data["conforms"], said, 1, 1, data, "#")
    return {
        "report": contract_page(data),
        "comparison": matrix_page(compared([(said, data), (said, data)])),
        "servers": page(said, "now", [line, ServerLine(said, said, "undecided", said, 0, 0, None, None)], 3),
    }


@pytest.mark.parametrize("name", pages(PLAIN))
def test_a_page_has_the_same_shape_whatever_the_texts_are(name: str) -> None:
    made = pages(HOSTILE)[name]
    assert shape(made) == shape(pages(PLAIN)[name])
    assert not STEERING.search(made)
    links = {attributes[key] or "" for _, attributes in tags(made) for key in ("href", "src") if key in attributes}
    assert all(re.fullmatch(r"#[\w-]*|data:,|data:image/png;base64,[\w+/=]*", link) for link in links)


def test_markdown_has_the_same_shape_whatever_the_texts_are() -> None:
    gfm = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    made, plain = (shape(gfm.render(FORMATS["summary.md"](data))) for data in (HOSTILE, PLAIN))
    assert made == plain
    assert {name for name, _ in made} == {"h2", "h3", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}


def test_markdown_leaves_nothing_that_github_would_make_a_link_of() -> None:
    html = MarkdownIt("gfm-like", {"html": True, "linkify": True}).render(FORMATS["summary.md"](HOSTILE))
    outside = re.sub(r"<code>.*?</code>", "", html, flags=re.S)
    for pattern in (r"@\w", r"#\d", r"GH-\d", r"://", r"www\.", r":\w+:", r"\b[0-9a-f]{40}\b", "<!--"):
        assert not re.search(pattern, outside), pattern


def test_what_a_format_for_programs_says_is_what_the_report_says() -> None:
    told = json.loads(FORMATS["contract.json"](HOSTILE))
    assert told == json.loads(json.dumps(HOSTILE))
    assert not STEERING.search(re.sub(r"\n", "", FORMATS["contract.json"](HOSTILE)))


def test_sarif_has_no_link_or_placeholder_of_a_server(sarif_log: dict[str, Any]) -> None:
    messages = [result["message"]["text"] for result in sarif_log["runs"][0]["results"]]
    assert len(messages) == len(TEXTS)
    for message in messages:
        assert not re.search(r"(?<!\\)\[[^\]]*\]\(", message), message
        assert not re.search(r"\{\d+\}", re.sub(r"\{\{|\}\}", "", message)), message


@pytest.fixture(scope="module")
def sarif_log() -> dict[str, Any]:
    """The findings in SARIF."""
    text = FORMATS["contract.sarif"](HOSTILE)
    assert not STEERING.search(text.replace("\n", ""))
    return dict(json.loads(text))


def test_a_line_of_a_log_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lines = [*clause_annotations(HOSTILE), *map(printable, comparison_lines(compared([("a", HOSTILE), ("b", PLAIN)])))]
    assert len(lines) > len(TEXTS)
    assert not [line for line in lines if len(line.splitlines()) != 1 or STEERING.search(line)]
    assert not [line for line in lines[len(TEXTS) :] if line.startswith(("::", "##["))]


def test_the_file_that_reproduces_calls_nothing_else() -> None:
    trees = [ast.parse(FORMATS["reproduce.py"](data | {"server": SERVER})) for data in (HOSTILE, PLAIN)]
    made, plain = ({ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)} for tree in trees)
    assert made == plain
    names = [{node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)} for tree in trees]
    assert all(name.isidentifier() and name.isascii() for name in names[0])
    assert len(names[0]) == len(names[1])
    assert FORMATS["reproduce.py"](HOSTILE).isascii()
