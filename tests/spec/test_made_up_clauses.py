"""A place of a spec without clauses is a clause itself, named after its operation and place, each place once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clausewise.spec import BodyValidator, Operation, Spec

FIELDS = {
    "size": {"type": "integer"},
    "items": {"type": "object", "properties": {"size": {"type": "integer"}}},
    "schema": {"type": "array", "items": {"type": "object", "properties": {"size": {"type": "integer"}}}},
}
SHARED = {"$ref": "#/components/schemas/Thing"}


def two(schema: dict[str, Any]) -> Spec:
    """A spec of two operations that take the same body."""

    def create(name: str) -> dict[str, Any]:
        body = {"required": True, "content": {"application/json": {"schema": schema}}}
        return {"post": {"operationId": name, "requestBody": body, "responses": {"200": {"description": "Made"}}}}

    thing = {"type": "object", "required": ["size"], "properties": FIELDS}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/one": create("makeOne"), "/two": create("makeTwo")},
        "components": {"schemas": {"Thing": thing}},
    }
    return Spec(document, Path("things.yaml"))


def broken(spec: Spec, operation: Operation, body: Any) -> list[str]:
    assert operation.body_location is not None
    return [breach.clause.id for breach in BodyValidator(spec, operation.body_location).breaches(body)]


@pytest.mark.parametrize("schema", [SHARED, {"type": "object", "required": ["size"], "properties": FIELDS}])
def test_two_operations_have_no_made_up_clause_in_common(schema: dict[str, Any]) -> None:
    spec = two(schema)
    bodies: list[Any] = [{}, [], {"size": "x"}, {"size": 1, "items": {"size": "x"}}]
    one, other = ({clause for body in bodies for clause in broken(spec, each, body)} for each in spec.operations)
    assert len(one) == len(other) == 4
    assert not one & other
    assert {name.split("-")[0] for name in one | other} == {"makeOne", "makeTwo"}


def test_two_places_of_an_operation_have_two_names() -> None:
    spec = two(SHARED)
    bodies = [
        {"size": "x"},
        {"size": 1, "items": {"size": "x"}},
        {"size": 1, "schema": [{"size": "x"}]},
        {"size": 1, "items": 5},
        {"size": 1, "schema": [5]},
    ]
    names = [name for body in bodies for name in broken(spec, spec.operations[0], body)]
    assert len(set(names)) == len(bodies)


def test_a_value_that_two_branches_of_one_of_take_breaks_it() -> None:
    branches = [{"type": "object", "required": [name]} for name in ("a", "b")]
    spec = two({"oneOf": branches})
    assert broken(spec, spec.operations[0], {"a": 1}) == []
    assert broken(spec, spec.operations[0], {"a": 1, "b": 1}) == ["makeOne-oneOf"]
    assert broken(spec, spec.operations[0], {}) == ["makeOne-oneOf-0-required"]
