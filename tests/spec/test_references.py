"""References are followed as the standards say: percent-encoded, beside other keywords, for whole path items."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.spec import Spec, SpecError
from clausewise.spec.validation import validator

OK = {"200": {"description": "ok"}}


def spec(schema: Any, schemas: dict[str, Any] | None = None, **more: Any) -> Spec:
    post = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": OK}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a b": {"post": post}}}
    return Spec.of({**document, "components": {"schemas": schemas or {}}, **more})


def takes(made: Spec, value: Any) -> bool:
    (operation,) = made.operations
    assert operation.body_location is not None
    return validator(made, operation.body_location).is_valid(value)


@pytest.mark.parametrize("reference", ["#/components/schemas/a%20b~1c", "#/components/schemas/a b%7E1c"])
def test_a_reference_may_be_percent_encoded(reference: str) -> None:
    made = spec({"$ref": reference}, {"a b/c": {"type": "integer"}})
    assert (takes(made, 1), takes(made, "x")) == (True, False)


def test_a_reference_may_lead_into_a_path() -> None:
    place = "#/paths/~1a%20b/post/requestBody/content/application~1json/schema/properties/a"
    made = spec({"properties": {"a": {"type": "integer"}, "b": {"$ref": place}}})
    assert (takes(made, {"b": 1}), takes(made, {"b": "x"})) == (True, False)


def test_keywords_beside_a_reference_hold_together_with_it() -> None:
    base = {"required": ["a"], "properties": {"a": {"type": "string"}}}
    made = spec({"$ref": "#/components/schemas/B", "properties": {"b": {"type": "string"}}}, {"B": base})
    assert takes(made, {"a": "x", "b": "y"})
    assert not any(takes(made, value) for value in ({}, {"a": 1}, {"a": "x", "b": 1}))


def test_words_beside_a_reference_leave_it_where_it_is() -> None:
    made = spec({"$ref": "#/components/schemas/B", "description": "A word."}, {"B": {"type": "integer"}})
    assert made.operations[0].body_location is not None
    assert made.follow(made.operations[0].body_location)[1] == {"type": "integer", "description": "A word."}


def test_a_property_may_be_called_ref() -> None:
    made = spec({"properties": {"$ref": {"type": "integer"}, "b": True}})
    assert (takes(made, {"$ref": 1}), takes(made, {"$ref": "x"})) == (True, False)
    (operation,) = made.operations
    assert operation.body_location is not None
    assert made.follow((*operation.body_location, "properties", "$ref"))[1] == {"type": "integer"}


def test_a_property_may_be_called_x_clauses() -> None:
    """The mapping of the properties has names for its keys, and no promises."""
    made = spec({"required": ["x-clauses"], "properties": {"x-clauses": {"type": "string"}}})
    (operation,) = made.operations
    assert operation.body_location is not None
    (breach,) = validator(made, operation.body_location).breaches({"x-clauses": 1})
    assert breach.field == "x-clauses"
    assert breach.clause.id == "post-a b-x-clauses-type"


def test_a_path_item_may_be_a_reference_and_a_reference_to_one() -> None:
    item = {"post": {"operationId": "makeT", "responses": OK}}
    items = {"T": item, "U": {"$ref": "#/components/pathItems/T"}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"pathItems": items}}
    made = Spec.of({**document, "paths": {"/t": {"$ref": "#/components/pathItems/U"}}})
    assert [(operation.id, operation.url_path) for operation in made.operations] == [("makeT", "/t")]


def test_a_callback_that_is_its_own_path_item_is_read() -> None:
    item = {"post": {"responses": OK, "callbacks": {"c": {"{$url}": {"$ref": "#/components/pathItems/T"}}}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"pathItems": {"T": item}}}
    assert len(Spec.of({**document, "paths": {"/t": {"$ref": "#/components/pathItems/T"}}}).operations) == 1


def test_a_validator_holds_only_what_references_reach() -> None:
    """A schema that is wrong for the validator stands where nothing leads."""
    made = spec({"$ref": "#/components/schemas/A"}, {"A": {"type": "integer"}, "B": {}})
    made.document["components"]["schemas"]["B"] = {"type": "nothing"}
    assert (takes(made, 1), takes(made, "x")) == (True, False)


def test_schemas_that_refer_to_each_other_are_compiled() -> None:
    tree = {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Tree/properties/all"}}}
    tree["properties"]["all"] = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}  # type: ignore[index]  # the schema is plain data
    made = spec({"$ref": "#/components/schemas/Tree"}, {"Tree": tree})
    assert (takes(made, {"below": [{"below": []}]}), takes(made, {"below": [{"below": [1]}]})) == (True, False)


def test_a_value_that_two_branches_take_is_refused_with_a_reason() -> None:
    made = spec({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]})
    (operation,) = made.operations
    assert operation.body_location is not None
    assert validator(made, operation.body_location).breaches({"a": 1, "b": 1})
    assert not validator(made, operation.body_location).breaches({"a": 1})


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "int"}, 'schema/type: this is no schema of JSON Schema 2020-12 \\("int"'),
        ({"properties": {"a": {"minLength": -1}}}, "properties/a/minLength"),
        ({"required": "a"}, "schema/required"),
        ({"$ref": "#/components/schemas/Gone"}, "leads nowhere"),
        ({"$ref": "other.yaml"}, "is not local"),
        ({"properties": {"a": {"$ref": 5}}}, "a reference must be a string"),
        ({"pattern": "("}, "pattern"),
    ],
)
def test_what_is_no_schema_is_named_with_its_place(schema: Any, says: str) -> None:
    with pytest.raises(SpecError, match=says) as caught:
        takes(spec(schema), {"a": 1})
    assert "\n" not in str(caught.value)


def test_examples_of_another_form_do_no_harm() -> None:
    assert takes(spec({"type": "integer", "examples": {"one": {"value": 1}}}), 1)


@pytest.mark.parametrize(("key", "name"), [("$ref", "$anchor"), ("$dynamicRef", "$dynamicAnchor")])
def test_a_reference_leads_to_a_schema_by_its_name(key: str, name: str) -> None:
    made = spec({"properties": {"x": {key: "#it"}}}, {"It": {name: "it", "type": "integer"}})
    assert [takes(made, {"x": value}) for value in (1, "fox")] == [True, False]


@pytest.mark.parametrize("reference", ["#/$defs/inner", "#name", "inside", "https://example.com/at/inside"])
def test_a_reference_below_an_id_is_read_from_it(reference: str) -> None:
    inner = {"$anchor": "name", "$id": "inside"} if "inside" in reference else {"$anchor": "name"}
    outer = {"$id": "https://example.com/at/outside", "$defs": {"inner": {**inner, "type": "integer"}}}
    made = spec({"$ref": "#/components/schemas/Out"}, {"Out": {**outer, "properties": {"x": {"$ref": reference}}}})
    assert [takes(made, {"x": value}) for value in (1, "fox")] == [True, False]


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"$dynamicRef": "#nobody"}, "leads to no single name"),
        ({"$ref": "#nobody"}, "is not local"),
        ({"$id": "https://example.com/it", "items": {"$ref": "#/components/schemas/It"}}, "leads nowhere"),
        ({"$id": "https://example.com/it", "items": {"$ref": "other"}}, "from the .id above it"),
    ],
)
def test_a_reference_that_leads_to_no_name_is_told(schema: dict[str, Any], says: str) -> None:
    with pytest.raises(SpecError, match=says):
        spec(schema, {"It": {}})
