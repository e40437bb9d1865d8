"""A mapping with a key `$ref` is data where data stands: no package that is given the document follows it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis

from clausewise.codegen.contract_data import request_schema
from clausewise.codegen.errors import GenerationError
from clausewise.codegen.validator_schema import compiled, validator_schema
from clausewise.probes.fuzzed_document import fuzzed_document
from clausewise.spec import Spec

LIKE_REFERENCES = [{"$ref": "other.yaml#/x"}, {"$ref": "http://127.0.0.1:9/x", "b": 1}, [{"a": {"$ref": "#/gone"}}]]


def spec(**field: Any) -> Spec:
    content = {"application/json": {"schema": {"type": "object", "properties": {"it": field}}}}
    operation = {"operationId": "make", "requestBody": {"content": content}, "responses": {"200": {"description": ""}}}
    info = {"title": "Things", "version": "1"}
    return Spec.of({"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": operation}}})


def field_of(document: Any) -> Any:
    body = document["paths"]["/things"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return body["properties"]["it"]


@pytest.mark.parametrize("value", LIKE_REFERENCES, ids=json.dumps)
@pytest.mark.parametrize(
    "keyword", ["enum", "const", "default", "examples", "x-safe-value", "x-own", "x-value-classes"]
)
def test_schemathesis_follows_no_data(keyword: str, value: Any) -> None:
    held = {"enum": ["x", value], "examples": [value], "x-value-classes": [{"name": "a", "value": value}]}
    made = spec(type=["string", "object", "array"], **{keyword: held.get(keyword, value)})
    operation = schemathesis.openapi.from_dict(fuzzed_document(made.document))["/things"]["post"]
    assert operation.Case(body={}, media_type="application/json").body == {}


def test_the_other_values_of_an_enum_are_fuzzed() -> None:
    assert field_of(fuzzed_document(spec(enum=["x", LIKE_REFERENCES[0]]).document)) == {"enum": ["x"]}
    assert field_of(fuzzed_document(spec(enum=[LIKE_REFERENCES[0]]).document)) == {}


def test_a_document_without_such_data_is_shown_as_it_is() -> None:
    document = spec(properties={"$ref": {"type": "string"}}, default=1).document
    assert fuzzed_document(document) is document


@pytest.mark.parametrize("keyword", ["enum", "const"])
def test_what_the_validator_of_the_client_would_follow_is_not_given_to_it(keyword: str) -> None:
    """It would fetch the address, and put another in the place of the value."""
    made = spec(**{keyword: [LIKE_REFERENCES[1]] if keyword == "enum" else LIKE_REFERENCES[1]})
    with pytest.raises(GenerationError, match=f"it/{keyword}: .* cannot be checked there"):
        validator_schema(request_schema(made, made.operation("make")), "#")


def test_what_refuses_nothing_is_left_out_for_it() -> None:
    made = spec(type="object", default=LIKE_REFERENCES[1], **{"x-own": LIKE_REFERENCES[0]})
    whole = compiled(validator_schema(request_schema(made, made.operation("make")), "#"), "#")
    assert whole["properties"] == {"it": {"type": "object"}}
