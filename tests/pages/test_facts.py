"""The page begins with what a reader asks for first: why it is undecided, what is broken, what nobody has checked."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from clausewise.report.comparison import compared
from clausewise.report.fleet_page import ServerLine, page
from clausewise.report.formats.markdown import GROUPS, summary_markdown
from clausewise.report.page import contract_page, matrix_page
from clausewise.report.page.facts import moment
from clausewise.report.page.glossary import failing
from clausewise.report.page.texts import NAMED, marked, ticked
from tests.pages.reports import finding, report


def text_of(html: str) -> str:
    """The text that a page shows, its white space folded."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(li|h2)>", " ", body))).split())


def undecided(**more: Any) -> dict[str, Any]:
    """A report with a doubt, and with clauses that were not checked for two reasons."""
    made = report(conforms="undecided") | {"doubts": ["2 probes were not run: the limit is reached"], **more}
    for name, reason in (("method", "needs --follow"), ("no-secrets", "the limit is reached")):
        made["clauses"][name] |= {"verdict": "not checked", "reason": reason, "tested": 0}
    return made


def test_an_undecided_report_says_why_before_anything_else() -> None:
    text = text_of(contract_page(undecided()))
    assert text.index("Undecided, since: 2 probes were not run: the limit is reached") < text.index("clauses kept")
    assert "None of 3 clauses was seen broken, 1 was seen kept. 2 were not checked." in text
    assert "2 probes were not run: the limit is reached" in summary_markdown(undecided()).replace("\\", "")


def test_a_verdict_says_what_to_do_next() -> None:
    """The word stands before the figures, in the summary of a job too; a server that conforms asks for nothing."""
    limit = undecided(not_run=[{"probe": "p", "reason": "the limit of 5 paid requests is reached"}])
    broken = report(finding("method"), conforms="no")
    for made, told in ((limit, "Give a higher limit, and --resume"), (broken, "Send the request of a finding again")):
        text = text_of(contract_page(made))
        assert text.index(f"Next: {told}") < text.index("clauses kept")
        assert f"Next: {told}" in summary_markdown(made)
    for made in (report(), undecided()):
        assert "Next:" not in text_of(contract_page(made)) + summary_markdown(made)


def test_what_was_not_checked_stands_with_its_reason() -> None:
    text = text_of(contract_page(undecided()))
    assert "Not checked needs --follow (1): method the limit is reached (1): no-secrets" in text


def test_the_broken_clauses_are_named_at_the_top() -> None:
    broken = report(finding("method"), finding("length"), conforms="no") | {"doubts": ["it was ended"]}
    text = text_of(contract_page(broken))
    assert "2 of 4 clauses are broken: method, length." in text
    assert "Besides, not all was checked: it was ended" in text


def test_the_sentence_of_a_clause_stands_once_in_a_finding() -> None:
    broken = report(finding("method"), conforms="no")
    broken["findings"][0]["actual"] = f"status 200, although: {broken['findings'][0]['message']}"
    assert text_of(contract_page(broken)).count(broken["findings"][0]["message"]) == 1


def test_a_run_without_paid_requests_draws_no_empty_picture() -> None:
    assert "None was sent." in text_of(contract_page(report(requests=0)))
    free = report()
    for request in free["timeline"]:
        request |= {"paid": False, "unknown": False}
    assert "No request was paid for." in text_of(contract_page(free))


def test_a_waiver_is_told_beside_its_finding_and_whether_it_has_expired_or_can_go() -> None:
    days = {"method": "2029-12-31", "length": "2030-01-02", "no-secrets": None}
    waivers = {name: {"reason": "known", "expires": day} for name, day in days.items()}
    found = [finding("method"), finding("length", status="waived")]
    text = text_of(contract_page(report(*found, conforms="no") | {"waivers": waivers}))
    assert text.count("the waiver has expired on 2029-12-31: known") == 2
    assert text.count("waived until 2030-01-02: known") == 2
    assert "no-secrets: waived: known; the clause is kept: the waiver can go" in text


@pytest.mark.parametrize(
    ("one", "other", "pieces"),
    [
        ("status 200", "status 202", ["200"]),
        ("a refusal with a 4xx", "status 200, although a thing", []),
        ("one two three", "one two four", ["three"]),
    ],
)
def test_words_are_marked_where_the_two_texts_are_alike(one: str, other: str, pieces: list[str]) -> None:
    assert [piece.strip() for piece, differs in marked(one, other) if differs] == pieces


@pytest.mark.parametrize(("text", "codes"), [("`hd` is `true`", ["hd", "true"]), ("a ` alone", []), ("", [])])
def test_what_stands_between_backticks_is_code(text: str, codes: list[str]) -> None:
    assert [piece for piece, code in ticked(text) if code] == codes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2030-01-01T02:00:00+02:00", "2030-01-01 00:00 UTC"),
        ("yesterday\x1b[2J", "yesterday\\x1b[2J"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_time_is_told_in_utc(text: str, told: str) -> None:
    assert moment(text) == told


@pytest.mark.parametrize(
    ("basis", "words"),
    [("documented", "the basis documented fails"), ("observed", "documented, exemplified or observed fails")],
)
def test_the_page_says_which_clauses_fail_a_server(basis: str, words: str) -> None:
    assert words in failing(basis)
    assert "any basis" in failing("assumed")


def test_a_comparison_begins_with_what_has_changed() -> None:
    before, after = report(finding("z-clause"), conforms="no"), report(finding("no-secrets"), conforms="no")
    html = matrix_page(compared([("monday", before), ("tuesday", after)]))
    assert re.findall(r'data-verdict="(\w+)"', html) == ["worse", "gone", "same", "same"]
    assert "Of 4 clauses, in at least one report: 1 worse, 1 gone." in text_of(html)
    assert "Every clause is judged the same." in text_of(matrix_page(compared([("a", before), ("b", before)])))


def test_a_server_that_is_undecided_is_listed_with_the_reason_and_many_clauses_are_counted() -> None:
    broken = report(*(finding(f"clause-{number}") for number in range(20)), conforms="no")
    lines = [
        ServerLine(name, "http://a.test", data["conforms"], "", 0, 0, data, "#")
        for name, data in (("a", undecided()), ("b", broken))
    ]
    text = text_of(page("night", "now", lines, None))
    assert "2 probes were not run: the limit is reached" in text
    assert f"20: {', '.join(f'clause-{number}' for number in range(NAMED))} and {20 - NAMED} more" in text


def test_a_summary_stays_below_what_github_shows() -> None:
    many = report(*(finding(f"clause-{number}", "|" * 5000) for number in range(3 * GROUPS)), conforms="no")
    text = summary_markdown(many)
    assert f"And {2 * GROUPS} more: " in text
    assert len(text.encode()) < 1024 * 1024
