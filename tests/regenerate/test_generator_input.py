"""The generator is shown what it can read: schemas that are mappings, and paths that are paths."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.codegen.generator_input import generator_input
from clausewise.spec import Spec


def shown(schema: Any, **more: Any) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": schema}}}
    item = {"post": {"requestBody": body, "responses": {"200": {"description": "ok"}}}}
    info = {"title": "Things", "version": "1"}
    return generator_input(Spec.of({"openapi": "3.1.0", "info": info, "paths": {"/things": item, **more}}))


def body(document: dict[str, Any]) -> Any:
    return document["paths"]["/things"]["post"]["requestBody"]["content"]["application/json"]["schema"]


def test_schemas_that_are_true_or_false_become_mappings() -> None:
    assert body(shown(schema=True)) == {}
    inner = {"a": True, "b": False, "additionalProperties": True}
    schema = {"properties": inner, "prefixItems": [True], "items": False}
    made = body(shown(schema))
    assert made["properties"] == {"a": {}, "b": {"not": {}}, "additionalProperties": {}}
    assert (made["prefixItems"], made["items"]) == ([{}], {"not": {}})


def test_whether_an_object_is_open_stays_a_truth_value() -> None:
    assert body(shown({"type": "object", "additionalProperties": False}))["additionalProperties"] is False


def test_extensions_among_the_paths_are_no_paths() -> None:
    assert list(shown({}, **{"x-note": 1})["paths"]) == ["/things"]


def test_constants_that_are_no_scalars_are_not_shown() -> None:
    fields = {"a": {"enum": [1, {}]}, "b": {"enum": [1, None]}, "c": {"const": [1]}, "d": {"const": 1}}
    assert body(shown({"properties": fields}))["properties"] == {
        "a": {},
        "b": {"enum": [1, None]},
        "c": {},
        "d": {"const": 1},
    }


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ({"const": "a"}, "a"),
        ({"allOf": [{"type": "string"}, {"const": "a"}]}, "a"),
        ({"const": 2}, "2"),
        ({"const": True}, "true"),
    ],
    ids=str,
)
def test_a_header_of_one_value_is_shown_as_its_default(schema: Any, default: str) -> None:
    header = {"name": "X-Version", "in": "header", "required": True, "schema": schema}
    document = shown({}, **{"/others": {"get": {"parameters": [header], "responses": {"200": {"description": "ok"}}}}})
    made = document["paths"]["/others"]["get"]["parameters"][0]["schema"]
    assert made == {"type": "string", "default": default}


def test_callbacks_by_reference_are_not_shown() -> None:
    told = {"{$request.body#/url}": {"post": {"responses": {"200": {"description": "ok"}}}}}
    info, callbacks = {"title": "Things", "version": "1"}, {"a": {"$ref": "#/components/callbacks/Told"}, "b": told}
    operation = {"callbacks": callbacks, "responses": {"200": {"description": "ok"}}}
    document = {"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": operation}}}
    made = generator_input(Spec.of({**document, "components": {"callbacks": {"Told": told}}}))
    assert made["paths"]["/things"]["post"]["callbacks"] == {"b": told}
