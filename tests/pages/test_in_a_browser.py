"""The pages in headless Chromium: no error, no request, no serious finding of axe, usable with the keyboard alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausewise.report.comparison import compared
from clausewise.report.fleet_page import ServerLine, page
from clausewise.report.page import contract_page, matrix_page
from tests.chromium import IN_CHROMIUM
from tests.pages.reports import HOSTILE, REPORTS, finding, report

pytestmark = IN_CHROMIUM
PAGES = {name: contract_page(report) for name, report in REPORTS.items()} | {
    "five servers": matrix_page(compared([(name, REPORTS[name]) for name in [*list(REPORTS)[:4], "hostile"]])),
    "many servers": page(
        "night-7",
        "2030-01-01 00:00 UTC",
        [
            ServerLine(
                f"server-{number}", "http://a.test", REPORTS[name]["conforms"], "", 3, number, REPORTS[name], "#"
            )
            for number, name in enumerate([*list(REPORTS)[:4], "hostile"])
        ]
        + [ServerLine("gone", "http://gone.test", "undecided", f"it is gone {HOSTILE}", 0, 0, None, None)],
        40,
    ),
}


class Opened:
    """A page that was opened from a file, with what it has asked for and complained of."""

    def __init__(self, browser: Any, html: str, folder: Path, **options: Any) -> None:
        path = folder / "page.html"
        path.write_text(html, encoding="utf-8", errors="backslashreplace")
        self.page = browser.new_page(**options)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.url = path.as_uri()
        self.page.goto(self.url)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_without_error_request_or_serious_finding(
    name: str, scheme: str, browser: Any, tmp_path: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    opened = Opened(browser, PAGES[name], tmp_path, color_scheme=scheme)
    assert opened.requests == [opened.url]
    assert opened.page.evaluate("window.hit") is None
    # The policy of the page forbids scripts but its own, so axe gets a page without it.
    bare = Opened(
        browser, PAGES[name].replace("http-equiv", "data-was"), tmp_path, color_scheme=scheme, bypass_csp=True
    )
    found = axe.run(bare.page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert opened.errors == []


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_but_wide_tables_and_pictures_scrolls_sideways(width: int, browser: Any, tmp_path: Path) -> None:
    for html in PAGES.values():
        page = Opened(browser, html, tmp_path, viewport={"width": width, "height": 800}).page
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_clauses_are_found_by_words_verdict_and_basis(browser: Any, tmp_path: Path) -> None:
    page = Opened(browser, PAGES["many violations"], tmp_path).page
    page.get_by_label("Search").fill("clause-7")
    assert page.locator("#shown").text_content() == "1 of 33 clauses"
    page.get_by_label("Search").fill("")
    page.get_by_label("Verdict").select_option("kept")
    assert page.locator("#shown").text_content() == "3 of 33 clauses"


def test_the_keyboard_reaches_the_content_and_a_request_is_copied(browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = Opened(context, PAGES["many violations"], tmp_path).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(24):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    assert page.evaluate("document.activeElement.textContent") == "Copy as curl"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent !== 'Copy as curl'")
    assert page.evaluate("document.activeElement.textContent") in ("Copied", "Not allowed here: select the text")


def test_of_small_pictures_only_one_that_is_such_is_shown(browser: Any, tmp_path: Path) -> None:
    for name in ("conforming", "hostile"):
        page = Opened(browser, PAGES[name], tmp_path).page
        assert page.evaluate("[...document.images].map((image) => image.naturalWidth)") == [1]
        assert page.locator("ul.videos li").count() == 4


def test_the_words_that_differ_are_marked(browser: Any, tmp_path: Path) -> None:
    broken = report(finding("accepted-200", "status 202"), conforms="no")
    broken["findings"][0]["expected"] = "status 200"
    page = Opened(browser, contract_page(broken), tmp_path).page
    assert page.locator("mark").all_text_contents() == ["200", "202"]


def test_a_link_leads_to_a_clause(browser: Any, tmp_path: Path) -> None:
    page = Opened(browser, PAGES["many violations"], tmp_path).page
    page.goto(f"{page.url}#clause-clause-29")
    assert page.evaluate("document.querySelector(':target').dataset.verdict") == "failed"


def test_ten_thousand_requests_are_there_soon(browser: Any, tmp_path: Path) -> None:
    page = Opened(browser, PAGES["10,000 requests"], tmp_path).page
    told = page.evaluate("JSON.stringify(performance.getEntriesByType('navigation')[0])")
    seconds = {name: json.loads(told)[name] / 1000 for name in ("domInteractive", "loadEventEnd")}
    print(f"10,000 requests: {seconds}, {len(PAGES['10,000 requests'])} bytes")  # noqa: T201 - a measure, no assertion
    nodes = page.evaluate("document.querySelectorAll('*').length")
    assert nodes < 10_000  # what takes the time is nodes: pictures are thinned, findings cut
