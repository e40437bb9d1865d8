"""The table of fields knows every field of OpenAPI 3.1, and what is not compared is never called unchanged."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from clausewise.diff import changes
from clausewise.diff.fields import FIELDS
from clausewise.spec import Spec

SCHEMA = json.loads((files("openapi_spec_validator") / "resources/schemas/v3.1/schema.json").read_text("utf-8"))
DIALECT = ("core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content")
#: Objects of the OpenAPI schema under the names of the table, where they are called otherwise there.
NAMES = {
    "path-item": "path item",
    "request-body": "request body",
    "media-type": "media type",
    "external-documentation": "external documentation",
    "security-scheme": "security scheme",
    "oauth-flows": "oauth flows",
}


def listed(definition: dict[str, Any]) -> set[str]:
    """The fields of a definition, those under its conditions too."""
    found = set(definition.get("properties", {}))
    for part in definition.get("$defs", {}).values():
        found |= listed(part)
    for key in {"then", "else"} & definition.keys():
        found |= listed(definition[key])
    for part in (*definition.get("allOf", []), *definition.get("dependentSchemas", {}).values()):
        found |= listed(part)
    return found


OBJECTS = {name: definition for name, definition in SCHEMA["$defs"].items() if listed(definition)}
APART = {"reference", "examples", "parameters", "content", "callbacks", "specification-extensions", "map-of-strings"}


@pytest.mark.parametrize("name", sorted(OBJECTS.keys() - APART))
def test_every_field_of_an_object_is_in_the_table(name: str) -> None:
    kind = NAMES.get(name, name.replace("-or-reference", ""))
    if name.endswith("-or-reference") or name in ("oauth-flows",) or kind not in FIELDS:
        pytest.skip("an object that only chooses between others, which are tried themselves")
    assert listed(OBJECTS[name]) <= FIELDS[kind].keys()


def test_the_objects_of_the_schema_are_in_the_table() -> None:
    whole = {name for name in OBJECTS if not name.endswith("-or-reference")} - APART
    unknown = {name for name in whole if NAMES.get(name, name) not in FIELDS}
    assert unknown <= {"schema", "server", "parameters-examples", "type-apikey"}, unknown


def test_every_field_of_the_document_is_in_the_table() -> None:
    assert SCHEMA["properties"].keys() <= FIELDS["document"].keys()


def test_every_keyword_of_json_schema_is_in_the_table() -> None:
    vocabularies = files("jsonschema_specifications") / "schemas/draft202012/vocabularies"
    for name in DIALECT:
        keywords = json.loads((vocabularies / name).read_text("utf-8"))["properties"]
        assert keywords.keys() <= FIELDS["schema"].keys(), name


def document(**operation: Any) -> dict[str, Any]:
    post = {"operationId": "make", "responses": {"200": {"description": "ok"}}, **operation}
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/t": {"post": post}}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({}, {"jsonSchemaDialect": "https://example.com/dialect"}),
        ({"servers": [{"url": "/a"}]}, {"servers": [{"url": "/b"}]}),
    ],
)
def test_what_is_not_compared_is_said_at_the_root(old: dict[str, Any], new: dict[str, Any]) -> None:
    found = changes(Spec.of(document() | old), Spec.of(document() | new))
    assert found[0].severity == "dangerous"


@pytest.mark.parametrize(
    "new",
    [
        {"servers": [{"url": "/b"}]},
        {"parameters": [{"name": "q", "in": "query", "schema": {}, "allowReserved": True}]},
        {
            "requestBody": {"content": {"application/json": {"schema": {"$anchor": "there"}}}},
        },
    ],
)
def test_what_is_not_compared_is_said_of_an_operation(new: dict[str, Any]) -> None:
    old = {key: json.loads(json.dumps(value)) for key, value in new.items()}
    old.pop("servers", None)
    for holder in old.get("parameters", []):
        del holder["allowReserved"]
    if "requestBody" in old:
        old["requestBody"]["content"]["application/json"]["schema"] = {}
    assert changes(Spec.of(document(**old)), Spec.of(document(**new)))
