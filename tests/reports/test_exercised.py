"""A clause is put to the test by values that can break it, whatever a schema says beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clausewise.checks.exercised import certain, exercised
from clausewise.spec import Spec


def clause(name: str, *keywords: str) -> dict[str, Any]:
    return {"id": name, "basis": "documented", "says": f"It is {name}.", "keywords": [*keywords]}


#: A clause for each kind of keyword, and one that only several answers can break.
CLAUSES = [
    clause("form", "format", "pattern"),
    clause("bound", "maximum"),
    clause("list", "minItems"),
    clause("typed", "type"),
    clause("there", "required"),
    clause("other", "unique"),
    clause("new", "fresh"),
]


def spec(field: dict[str, Any]) -> Spec:
    thing = {"type": "object", "required": ["it"], "properties": {"it": {**field, "x-clauses": CLAUSES}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {},
        "components": {"schemas": {"Thing": thing}},
    }
    return Spec(document, Path("things.yaml"))


THING = ("components", "schemas", "Thing")


@pytest.mark.parametrize(
    ("value", "tested"),
    [
        ({"it": "a"}, {"form", "typed", "there"}),
        ({"it": 5}, {"bound", "typed", "there"}),
        ({"it": 5.5}, {"bound", "typed", "there"}),
        ({"it": []}, {"list", "typed", "there"}),
        ({"it": None}, {"typed", "there"}),
        ({"it": True}, {"typed", "there"}),
        ({}, {"there"}),
        ("no object", set()),
    ],
)
def test_a_value_tests_what_it_can_break(value: Any, tested: set[str]) -> None:
    assert {clause.id for clause in exercised(spec({}), THING, value)} == tested


@pytest.mark.parametrize(
    ("types", "tested"),
    [
        ({"type": "string"}, {"form", "typed", "there"}),
        ({"type": "integer"}, {"bound", "typed", "there"}),
        ({"type": ["integer", "number"]}, {"bound", "typed", "there"}),
        ({"type": ["string", "integer"]}, {"typed", "there"}),
        ({"type": ["string", "null"]}, {"typed", "there"}),
        ({}, {"form", "bound", "list", "typed", "there"}),
    ],
)
def test_any_value_tests_what_each_of_its_types_can_break(types: dict[str, Any], tested: set[str]) -> None:
    assert {clause.id for clause in certain(spec(types), THING)} == tested
