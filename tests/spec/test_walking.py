"""Objects are told from data and from names that people chose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clausewise.spec import BodyValidator, Spec, SpecError
from clausewise.spec.walking import HOLDS, places, pointer, rebuilt, references, schemas

#: Names of fields that are keywords elsewhere.
NAMES = ("value", "default", "example", "examples", "const", "enum", "schema", "title", "$ref", "x-clauses", "format")
DATA: dict[str, Any] = {"$ref": "#/nowhere", "x-clauses": [{}], "format": "uuid", "properties": 5}
MONEY = {"$ref": "#/components/schemas/Money"}


def document(schema: dict[str, Any]) -> dict[str, Any]:
    media = {"schema": schema, "example": DATA, "examples": {"value": {"value": DATA}}}
    body = {"content": {"application/json": media}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "names", "version": "1"},
        "paths": {"/a": {"post": {"requestBody": body, "responses": {}}}, "x-notes": 5},
        "components": {"schemas": {"Money": {"type": "integer"}}, "responses": {"schema": {"description": "A name."}}},
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("keyword", [key for key, held in HOLDS["schema"].items() if held == "{schema}"])
def test_a_name_is_no_keyword(keyword: str, name: str) -> None:
    whole = document({keyword: {name: MONEY}})
    schema = ("paths", "/a", "post", "requestBody", "content", "application/json", "schema")
    assert list(references(whole)) == [((*schema, keyword, name, "$ref"), MONEY["$ref"])]
    assert [path for path, _ in schemas(whole)] == [
        schema,
        (*schema, keyword, name),
        ("components", "schemas", "Money"),
    ]


@pytest.mark.parametrize("keyword", ["const", "default", "example", "x-safe-value", "x-anything"])
def test_data_is_no_object_of_the_document(keyword: str) -> None:
    whole = document({keyword: DATA, "enum": [DATA], "examples": [DATA]})
    assert list(references(whole)) == []
    assert Spec(whole, Path("spec.yaml")).clauses == {}


def test_a_copy_is_changed_at_objects_alone() -> None:
    whole = document({"properties": {"format": {"format": "uuid"}}, "const": DATA, "allOf": [{"format": "uuid"}]})

    def without_format(node: Any, kind: str, path: tuple[str | int, ...] = ()) -> Any:
        kept = {key: value for key, value in node.items() if (kind, key) != ("schema", "format")}
        return rebuilt(kept, kind, without_format, path)

    media = without_format(whole, "document")["paths"]["/a"]["post"]["requestBody"]["content"]["application/json"]
    assert media["schema"] == {"properties": {"format": {}}, "const": DATA, "allOf": [{}]}
    assert media["example"] == DATA
    assert "uuid" in str(whole["paths"]["/a"]["post"]["requestBody"]["content"]["application/json"]["schema"])


def test_a_constant_keeps_its_format_and_a_field_of_that_name_its_schema() -> None:
    schema = {
        "properties": {"format": {"const": "a"}, "other": {"const": {"format": "uuid"}}, "id": {"format": "uuid"}}
    }
    path = ("paths", "/a", "post", "requestBody", "content", "application/json", "schema")
    validator = BodyValidator(Spec(document(schema), Path("spec.yaml")), path)
    assert validator.is_valid({"format": "a", "other": {"format": "uuid"}, "id": "no uuid"})
    assert not validator.is_valid({"format": "b"})
    assert not validator.is_valid({"other": {}})


def test_what_is_no_object_where_one_must_be_is_told_with_its_place() -> None:
    with pytest.raises(SpecError, match=r"^#/components/schemas/Money: schema must be a mapping"):
        list(places({"components": {"schemas": {"Money": None}}}))
    assert pointer("a/b", "c~d", 0) == "/a~1b/c~0d/0"
