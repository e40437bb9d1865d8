"""A schema that leads back to itself without a step into the value is told; trees are no such circles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausewise.spec import Spec, SpecError
from clausewise.spec.circles import SAYS

SELF = {"$ref": "#/components/schemas/Pet"}
CAT = {"$ref": "#/components/schemas/Cat"}


def document(**schemas: Any) -> dict[str, Any]:
    info = {"title": "T", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": schemas}}


CIRCLES: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    # The schemas, the reference that closes the circle, and what is left of the schema for a generator of clients.
    "allOf": ({"Pet": {"title": "p", "allOf": [SELF]}}, "Pet/allOf/0", {"title": "p"}),
    "one of two": ({"Pet": {"anyOf": [{"type": "string"}, SELF]}}, "Pet/anyOf/1", {"anyOf": [{"type": "string"}]}),
    "not": ({"Pet": {"title": "p", "not": SELF}}, "Pet/not", {"title": "p"}),
    "then": ({"Pet": {"title": "p", "if": True, "then": SELF}}, "Pet/then", {"title": "p", "if": True}),
    "beside": ({"Pet": {"allOf": [{"title": "p", **SELF}]}}, "Pet/allOf/0", {}),
    "dependent": ({"Pet": {"dependentSchemas": {"a": SELF}}}, "Pet/dependentSchemas/a", {"dependentSchemas": {}}),
    "two schemas": ({"Pet": {"oneOf": [CAT]}, "Cat": {"allOf": [SELF, {}]}}, "Cat/allOf/0", {"oneOf": [CAT]}),
    "within a choice": ({"Pet": {"oneOf": [{"allOf": [SELF]}, {}]}}, "Pet/oneOf/0/allOf/0", {"oneOf": [{}, {}]}),
}


@pytest.mark.parametrize(("schemas", "place", "left"), CIRCLES.values(), ids=CIRCLES)
def test_a_circle_is_told_with_its_place(
    schemas: dict[str, Any], place: str, left: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(SpecError, match=SAYS) as error:
        Spec.of(document(**schemas))
    assert f"#/components/schemas/{place}/$ref: " in str(error.value)
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(document(**schemas)), encoding="utf-8")
    made = Spec.load_what_is_read(file)
    assert [flaw.says for flaw in made.left_out] == [SAYS]
    assert made.document["components"]["schemas"]["Pet"] == left


def test_several_circles_are_left_out_together(tmp_path: Path) -> None:
    pet = {"anyOf": [SELF, {"type": "string"}, SELF]}
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(document(Pet=pet)), encoding="utf-8")
    made = Spec.load_what_is_read(file)
    assert made.document["components"]["schemas"]["Pet"] == {"anyOf": [{"type": "string"}]}


@pytest.mark.parametrize(
    "schemas",
    [
        {"Pet": {"properties": {"child": SELF}}},
        {"Pet": {"properties": {"not": SELF}}},
        {"Pet": {"items": SELF, "additionalProperties": SELF, "contains": SELF}},
        {"Pet": {"allOf": [{"properties": {"next": SELF}}]}},
        {"Pet": {"properties": {"a": CAT}}, "Cat": {"allOf": [SELF]}},
        {"Pet": {"$defs": {"inner": {"type": "string"}}, "allOf": [CAT, CAT]}, "Cat": {"type": "object"}},
    ],
    ids=json.dumps,
)
def test_a_tree_is_no_circle(schemas: dict[str, Any]) -> None:
    assert Spec.of(document(**schemas)).document["components"]["schemas"].keys() == schemas.keys()
