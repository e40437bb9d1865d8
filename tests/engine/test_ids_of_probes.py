"""Every probe has an id of its own, whatever the spec: by it an answer is found again in the ledger."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from clausewise.probes.plan import PlanOptions, plan
from clausewise.spec import Spec

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
