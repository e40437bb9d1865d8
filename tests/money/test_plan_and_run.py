"""The plan, the run, its ledger and the server count the same requests and the same money."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.budget.limits import Counts
from clausewise.mock_server import MockServer
from clausewise.probes.probe import Expected
from clausewise.report.forecast import forecast
from clausewise.report.plan_text import plan_text
from clausewise.settings.prices import MILLIONTHS, read_prices
from tests.money.counting import Counting
from tests.reports.judged import judged, plan_of
from tests.sampling import sampled
from tests.settings.price_list import SPEC

KEY = "sk-money-3f81c2d04a"
#: What one may ask for, and how much the limits let through.
RUNS: dict[str, tuple[str, ...]] = {
    "nothing may be paid": ("--max-paid", "0"),
    "one": ("--max-paid", "1"),
    "a few": ("--max-paid", "6"),
    "all": ("--max-paid", "100"),
    "less money than the dearest": ("--max-paid", "26", "--max-spend", "2"),
    "money for some": ("--max-spend", "4.4"),
    "money for all": ("--max-spend", "1000"),
    "pennies": ("--max-spend", "0.15"),
    "with a key": ("--max-paid", "8", "--api-key-env", "MONEY_KEY"),
}


@pytest.mark.parametrize("name", sampled(RUNS, every=2))
def test_the_plan_is_what_happens(name: str, prices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONEY_KEY", KEY)
    options = (*RUNS[name], "--prices", str(prices), "--strength", "1")
    app = Counting(prices, keys=frozenset([KEY] if "--api-key-env" in options else []))
    steps = list(forecast(plan_of(*options, "--base-url", "http://127.0.0.1:9")))
    verdict = judged(app, *options)
    planned = (
        sum(step.requests for step in steps),
        sum(step.paid for step in steps),
        sum(step.spent for step in steps),
    )
    assert planned == (app.server.requests, app.server.accepted, app.spent)
    assert verdict.counts() == Counts(planned[0], planned[1], 0, planned[2])
    held = {step.probe.id for step in steps if not step.requests}
    assert {left["probe"] for left in verdict.not_run if not left["probe"].endswith("(again)")} == held


def test_near_misses_that_a_limit_cannot_afford_are_named(prices: Path) -> None:
    plan = plan_of("--max-spend", "2", "--prices", str(prices))
    lines = plan_text(plan)
    held = [line for line in lines if "beyond what the limit can afford (3.00 USD if it were accepted)" in line]
    misses = [s.probe for s in forecast(plan) if not s.requests and s.probe.expected is Expected.REFUSED]
    assert 0 < len(held) <= len(misses) < len(plan.probes) / 2
    assert any(line.startswith(f"{len(misses)} near misses are not sent") for line in lines)
    assert lines[lines.index("") + 1].startswith("In all: charged for by then.")


def test_what_the_ledger_knows_counts_and_not_what_was_told() -> None:
    """An item that was interrupted has sent something and tells nothing."""
    verdict = judged(MockServer(SPEC), "--max-paid", "3", "--strength", "1")
    paid = verdict.counts().paid
    verdict.records.clear()
    assert verdict.counts().paid == paid == 3
    assert verdict.spending() == "3 accepted and charged for"


def test_a_price_is_that_of_the_body_as_a_lax_server_reads_it(prices: Path) -> None:
    read = read_prices(prices, SPEC)
    dear, pro, plain = 3 * MILLIONTHS, MILLIONTHS // 2, MILLIONTHS // 10
    assert read.at_most({"model": "sora-2"}) == plain
    assert read.at_most({"model": " Sora-2-PRO "}) == pro
    assert read.at_most({"model": "sora-2-pro", "duration": 25}) == dear
    assert read.at_most({"model": ["sora-2-pro"], "duration": "２５"}) == dear  # full-width digits  # noqa: RUF001 - on purpose
    assert read.at_most({"model": "sora-2-pro", "duration": 25.0}) == dear
