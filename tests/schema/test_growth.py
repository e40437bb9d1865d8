"""Plans of many fields and operations are bounded, hold every pair all the same, and say what they leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from benchmarks.growth import document
from clausewise.probes.combinations import MOST_PRODUCT, covering_levels, is_large
from clausewise.probes.cuts import cuts
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind
from clausewise.schema.factors import factors
from clausewise.schema.rules import body, cheapest, rules
from clausewise.schema.shapes import shapes
from clausewise.schema.value_classes import value_classes
from clausewise.spec import BodyValidator, Spec


def grown(operations: int, fields: int) -> Spec:
    return Spec(document(operations, fields), Path("growth.json"))


@pytest.mark.parametrize("fields", [20, 30])
def test_rows_of_many_fields_hold_every_pair_that_a_valid_row_can_hold(fields: int) -> None:
    spec = grown(1, fields)
    (shape,) = shapes(spec, spec.operations[0])
    varied = factors(spec, shape)
    tied = rules(spec, shape, varied)
    assert is_large(varied) is (fields == 30)
    rows = covering_levels(varied, tied, 2)
    held = {pair for row in rows for pair in combinations(sorted(row.items()), 2)}
    judge = BodyValidator(spec, shape.body)
    assert all(judge.is_valid(body(varied, row)) for row in rows)
    for one, other in combinations(varied, 2):
        for first in one.levels:
            for second in other.levels:
                pair = tuple(sorted([(one.name, first), (other.name, second)]))
                assert pair in held or cheapest(varied, tied, dict(pair)) is None, pair


@pytest.mark.exhaustive
def test_a_plan_of_eighty_fields_ends_and_says_what_it_leaves_out() -> None:
    spec = grown(1, 80)
    probes = plan(spec, PlanOptions())
    assert {probe.kind for probe in probes} >= {Kind.ROW, Kind.NEAR_MISS}
    assert not any(probe.kind is Kind.PRODUCT for probe in probes)
    (line,) = cuts(spec, 2, free=True)
    assert (
        line
        == f"products of more than {MOST_PRODUCT} combinations are not sent, only rows that hold each pair: makeThing0"
    )
    assert len(cuts(spec, 3, free=True)) == 2
    assert cuts(grown(1, 11), 3, free=True) == []


def test_a_limit_that_is_beyond_what_is_built_is_named() -> None:
    whole = document(1, 11)
    whole["components"]["schemas"]["Request0"]["properties"]["field_0"] = {"type": "string", "maxLength": 2**31 - 1}
    (line,) = cuts(Spec(whole, Path("growth.json")), 2, free=False)
    assert line == "no value is built at the limits field_0 maxLength: makeThing0"


def test_equal_operations_have_equal_rows() -> None:
    probes = plan(grown(6, 11), PlanOptions())
    rows = {
        number: [probe.row.body for probe in probes if probe.row and probe.operation.id == f"makeThing{number}"]
        for number in (0, 5)
    }
    assert rows[0] == rows[5]


def test_a_wide_schema_that_leads_to_itself_is_followed_less_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each level has twenty times as many schemas as the one above it: five levels are three million."""
    itself = {"$ref": "#/components/schemas/Node"}
    node = {"type": "object", "properties": {f"field_{index}": itself for index in range(20)}}
    document = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "components": {"schemas": {"Node": node}}}
    spec, asked = Spec.of(document), Counter[str]()
    original = Spec.follow

    def follow(self: Spec, path: Sequence[str | int]) -> tuple[tuple[str | int, ...], Any]:
        asked["schemas"] += 1
        assert asked["schemas"] < 100_000
        return original(self, path)

    monkeypatch.setattr(Spec, "follow", follow)
    path = ("components", "schemas", "Node")
    found = value_classes(spec, path)
    judge = BodyValidator(spec, path)
    assert all(judge.is_valid(one.value) for one in found)
    assert any(isinstance(one.value, dict) and one.value.get("field_19") == {} for one in found)
