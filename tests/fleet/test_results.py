"""Results of a round: the page of all servers, the metrics, the exit code; texts of servers are inert in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("procrastinate", reason="it is the extra 'fleet'")

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

from clausewise.budget.limits import Counts
from clausewise.fleet.metrics import metrics, write_metrics
from clausewise.fleet.nights import server_lines
from clausewise.fleet.results import Checked, exit_code
from clausewise.fleet.servers_file import Server
from clausewise.report.fleet_page import page
from tests.pages.inert import STEERING, tags
from tests.pages.reports import HOSTILE, REPORTS


def checked(name: str, report: Mapping[str, Any] | None, code: int, said: str = "", **more: Any) -> Checked:
    server = Server(name, {"--base-url": f"http://{name}.test", "--api-key-env": "A_KEY"})
    return Checked(server, code, said, report, Counts(requests=7, paid=3, unknown=1), **more)


ALL = [
    checked("good", {**REPORTS["empty"], "conforms": "yes"}, 0, spent=(1.5, "USD")),
    checked("bad", REPORTS["many violations"], 1),
    checked("hostile", REPORTS["hostile"], 1),
    checked("gone", None, 8, f"it cannot be reached {HOSTILE}"),
]


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """The samples of a text, as the parser of OpenMetrics reads them."""
    found = {}
    for family in openmetrics(text):  # type: ignore[no-untyped-call]  # prometheus_client types only some of it
        for sample in family.samples:
            found[sample.name, frozenset(sample.labels.items())] = sample.value
    return found


def labels(**given: str) -> frozenset[tuple[str, str]]:
    return frozenset(given.items())


def test_metrics_are_openmetrics_that_the_textfile_collector_reads_too() -> None:
    text = metrics(ALL, [Server("late", {"--base-url": "http://late.test"})], 1_800_000_000.0)
    assert text.endswith("# EOF\n")
    found = samples(text)
    assert {name for name, _ in found} == {
        f"clausewise_{name}"
        for name in (
            *("success", "verdict", "answer_seconds", "video_seconds", "requests", "paid_requests", "spent", "clauses"),
            *("perhaps_paid_requests", "clause_broken", "round_end_timestamp_seconds"),
        )
    }
    success = {name: found["clausewise_success", labels(server=name)] for name in ("good", "bad", "gone", "late")}
    assert success == {"good": 1, "bad": 0, "gone": 0, "late": 0}
    assert found["clausewise_verdict", labels(server="bad", verdict="no")] == 1
    assert found["clausewise_verdict", labels(server="bad", verdict="yes")] == 0
    assert found["clausewise_verdict", labels(server="gone", verdict="undecided")] == 1
    assert found["clausewise_spent", labels(server="good", currency="USD")] == 1.5
    assert found["clausewise_round_end_timestamp_seconds", labels()] == 1_800_000_000
    for name in ("requests", "paid_requests", "perhaps_paid_requests"):
        assert found[f"clausewise_{name}", labels(server="bad")] == {"requests": 7, "paid_requests": 3}.get(name, 1)
    seconds = sorted(request["seconds"] for request in REPORTS["many violations"]["timeline"])
    assert found["clausewise_answer_seconds", labels(server="bad", percentile="worst")] == seconds[-1]
    assert not any(name == "clausewise_answer_seconds" and ("server", "gone") in of for name, of in found)
    verdicts = [entry["verdict"] for entry in REPORTS["many violations"]["clauses"].values()]
    for word in ("failed", "kept"):
        assert found["clausewise_clauses", labels(server="bad", verdict=word)] == verdicts.count(word)
    broken = {
        dict(of)["clause"] for name, of in found if name == "clausewise_clause_broken" and ("server", "bad") in of
    }
    assert broken == {n for n, e in REPORTS["many violations"]["clauses"].items() if e["verdict"] == "failed"}
    assert not STEERING.search(text)


def test_the_text_format_before_openmetrics_reads_the_same_samples() -> None:
    """A textfile collector and a Pushgateway know that format alone; the latter refuses times of samples."""
    text = metrics(ALL, [], 1_800_000_000.5)
    older = list(prometheus(text))
    assert {family.type for family in older} == {"gauge"}  # of other types the names differ
    assert all(sample.timestamp is None for family in older for sample in family.samples)
    read = {(s.name, frozenset(s.labels.items())): s.value for family in older for s in family.samples}
    assert read == samples(text)
    assert text.endswith("\n")
    assert "\r" not in text


def test_metrics_take_the_place_of_the_former_ones_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "clausewise.prom"
    file.write_text("former")
    write_metrics("later\n", file)
    assert [path.name for path in tmp_path.iterdir()] == ["clausewise.prom"]
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("later\n", 0o644)


def test_the_page_leads_to_each_server_and_asks_for_nothing() -> None:
    text = page("night-7", "2030-01-01 00:00 UTC", [each.line for each in ALL], 40, "1.50 USD of at most 5.00 USD")
    seen = tags(text)
    links = {attributes.get("href") for name, attributes in seen if name == "a"}
    clauses = {f"#{attributes['id']}" for name, attributes in seen if name == "tr" and "id" in attributes}
    assert links - clauses == {"#main", "good/contract.html", "bad/contract.html", "hostile/contract.html"}
    assert [name for name, _ in seen].count("script") == 1
    assert "default-src 'none'" in text
    for name, attributes in seen:
        assert not [key for key in attributes if key.startswith("on")], name
        assert "src" not in attributes
    assert not STEERING.search(text)
    assert "12 of at most 40" in text
    assert "1.50 USD of at most 5.00 USD" in text
    for name in {n for n, e in REPORTS["many violations"]["clauses"].items() if e["verdict"] == "failed"}:
        assert re.search(rf'<tr id="clause-{re.escape(name)}"', text), name


@pytest.mark.parametrize("servers", [[], ALL[3:], ALL[:1]])
def test_a_page_of_nothing_broken_says_so(servers: list[Checked]) -> None:
    text = page("n", "now", [each.line for each in servers], None)
    assert "<p>None.</p>" in text
    assert "of at most" not in text


def test_the_lines_name_what_is_broken_or_why_nothing_was_judged() -> None:
    lines = dict(zip((each.server.name for each in ALL), server_lines(ALL), strict=True))
    assert re.match(r"good +conforms +3 paid, 1 more perhaps$", lines["good"])
    assert re.match(r"bad +does not conform +3 paid, 1 more perhaps; ", lines["bad"])
    assert "gone                 undecided" in lines["gone"]
    assert "it cannot be reached" in lines["gone"]


def test_the_exit_code_is_that_of_the_worst() -> None:
    assert exit_code([], allow_undecided=False) == 0
    assert exit_code([0, 0], allow_undecided=False) == 0
    worse = [0, 6, 7, 8, 4, 2, 1]
    for number, code in enumerate(worse):
        assert exit_code(worse[: number + 1], allow_undecided=False) == code
        assert exit_code(worse[: number + 1], allow_undecided=True) == (0 if code == 6 else code)
    assert exit_code([0, 3], allow_undecided=True) == 2  # what no check should end with
