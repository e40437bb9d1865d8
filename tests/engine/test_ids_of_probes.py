"""Every probe has an id of its own, whatever the spec: by it an answer is found again in the ledger."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from clausewise.probes.names import short_name
from clausewise.probes.plan import PlanOptions, plan
from clausewise.spec import Spec
from tests.engine.driver import KEY, planned

VALUES: list[dict[str, Any]] = [{}, {"type": ["string", "integer"]}, {"type": "array"}, {"type": "object"}]
RULES: list[dict[str, Any]] = [
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"not": {"required": ["a", "b"]}},
    {"dependentRequired": {"a": ["b"]}},
    {"if": {"required": ["b"]}, "then": {"required": ["c"]}},
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: next(iter(rule)))
def test_ids_are_unique_where_a_rule_ties_fields_of_any_value(rule: dict[str, Any]) -> None:
    for one, other in product(VALUES, VALUES):
        schema = {"type": "object", "properties": {"a": one, "b": other, "c": {"type": "boolean"}}, "allOf": [rule]}
        body = {"required": True, "content": {"application/json": {"schema": schema}}}
        create = {"operationId": "make", "requestBody": body, "responses": {"200": {"description": "Made"}}}
        info = {"title": "Things", "version": "1"}
        spec = Spec({"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": create}}}, Path("things.yaml"))
        ids = [probe.id for probe in plan(spec, PlanOptions())]
        assert len(ids) == len(set(ids)), (one, other)


def test_short_names_are_unique_and_plain() -> None:
    probes = planned(PlanOptions(key=KEY))
    names = [short_name(probe) for probe in probes]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9.-]{1,70}", name) for name in names)


def test_a_row_keeps_its_short_name_in_another_plan() -> None:
    one, other = (planned(PlanOptions(strength=strength)) for strength in (1, 2))
    names = [
        {repr(probe.call): short_name(probe) for probe in probes if probe.row is not None} for probes in (one, other)
    ]
    both = names[0].keys() & names[1].keys()
    assert both
    assert all(names[0][call] == names[1][call] for call in both)
    moved = {probe.id for probe in one} ^ {probe.id for probe in other}
    assert moved


def test_reporters_see_each_probe_by_a_short_text_that_stays() -> None:
    probes = planned(PlanOptions(key=KEY))
    told = [repr(probe) for probe in probes]
    assert len(set(told)) == len(told)
    assert all(text == f"Probe({probe.id!r})" for text, probe in zip(told, probes, strict=True) if probe.row is None)
    assert not [text for text in told if re.search(r"row \d", text)]
