"""A row that crashes a server is taken apart by few requests, each of which may cost money."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import changes
from clausewise.probes.plan import PlanOptions
from clausewise.probes.rows import Row
from clausewise.probes.wire import PLAIN
from clausewise.run.baseline import Baseline, baseline_of
from clausewise.run.culprits import Search
from clausewise.run.halving import Halving
from tests.engine.driver import SPEC, Engine, planned
from tests.sampling import sampled

CREATE = next(operation for operation in SPEC.operations if operation.paid)
ROWS = [probe.row for probe in planned(PlanOptions(free=False, is_local=False)) if probe.row is not None]
FULLEST = max(ROWS, key=lambda row: len(row.values))


def baseline() -> Baseline:
    found = baseline_of(SPEC, CREATE, FULLEST)
    assert found is not None
    return found


def server(*, crashes: Callable[[Row], bool], asked: list[Row]) -> Callable[[Row], bool]:
    def crashed(row: Row) -> bool:
        asked.append(row)
        return crashes(row)

    return crashed


def holds(row: Row, names: Iterable[str]) -> bool:
    return all(row.values.get(name) == FULLEST.values[name] for name in names)


def changed() -> list[str]:
    base = baseline().base
    return [name for name, value in FULLEST.values.items() if base.values.get(name) != value]


@pytest.mark.parametrize("name", changed())
def test_one_value_is_found_by_halves(name: str) -> None:
    asked: list[Row] = []
    crashes = server(crashes=lambda row: holds(row, [name]), asked=asked)
    base = baseline().base
    culprits, _ = Search(baseline(), crashes, lambda row: row.written == base.written, is_free=False).culprits(FULLEST)
    assert name in culprits
    needed = [rule for rule in baseline().rules if name in rule.fields]
    assert len(asked) <= math.ceil(math.log2(len(changed()))) + 2 + (3 if needed else 0)
    assert all(baseline().valid(row.body) for row in asked)


def test_values_that_crash_together_only_are_found_too() -> None:
    asked: list[Row] = []
    pair = [name for name in changed() if baseline().set_back(FULLEST, name) is not None][-2:]
    crashes = server(crashes=lambda row: holds(row, pair), asked=asked)
    base = baseline().base
    culprits, _ = Search(baseline(), crashes, lambda row: row.written == base.written, is_free=False).culprits(FULLEST)
    assert set(pair) <= set(culprits)


def test_the_cheapest_row_which_is_taken_is_not_asked_for_again() -> None:
    asked: list[Row] = []
    plain = replace(FULLEST, style=PLAIN)
    pair = [name for name in changed() if baseline().set_back(plain, name) is not None][-2:]
    halving = Halving(baseline(), server(crashes=lambda row: holds(row, pair), asked=asked), lambda *_: False)
    assert halving.smaller(plain) == plain
    assert baseline().base.written not in [row.written for row in asked]


def test_what_stood_in_a_row_that_was_taken_is_no_suspect() -> None:
    asked: list[Row] = []
    last = changed()[-1]
    crashes = server(crashes=lambda row: holds(row, [last]), asked=asked)
    smaller = Halving(baseline(), crashes, lambda name, _: name != last).smaller(FULLEST)
    assert len(asked) == 1
    assert set(smaller.values) == {*baseline().base.values, last}


def test_where_all_stood_in_rows_that_were_taken_nothing_is_asked() -> None:
    asked: list[Row] = []
    halving = Halving(baseline(), server(crashes=lambda _: True, asked=asked), lambda *_: True)
    assert (halving.smaller(FULLEST), asked) == (FULLEST, [])


@pytest.mark.parametrize(
    "fault", sampled([f"crash-{name}" for name in ("images-empty", "prompt-braces", "prompt-astral")], every=3)
)
def test_a_crash_costs_few_requests(fault: str, engine: Engine) -> None:
    outcome = engine.check(MockServer(SPEC, changes=changes(fault=fault)), limit=12, until="no-crash")
    assert "no-crash" in outcome.clauses
    assert outcome.counts.paid + outcome.counts.unknown <= 10


def test_a_redirect_is_not_taken_apart(engine: Engine) -> None:
    outcome = engine.check(MockServer(SPEC, changes=changes(fault="status-303")), limit=26, until="accepted-200")
    assert (outcome.counts.paid, outcome.counts.unknown) == (0, 1)
