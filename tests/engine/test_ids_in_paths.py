"""A thing that was made is read with its id in the path, of whatever type the id is and wherever the answer has it."""

from __future__ import annotations

from typing import Any

from clausewise.mock_server import MockServer
from clausewise.spec import Spec
from clausewise.spec.tasks import shown_life
from tests.engine.driver import Engine
from tests.engine.other_specs import REFUSED, checked, document


def created(id_schema: dict[str, Any], expression: str, operation: str = "read") -> Spec:
    """A create whose answer has an id within `data`, and a read whose record has it at its top."""
    made = {"type": "object", "required": ["data"], "properties": {"data": {"properties": {"id": id_schema}}}}
    record = {"type": "object", "required": ["id"], "properties": {"id": id_schema}}
    link = {"operationId": operation, "parameters": {"id": expression}}
    create = {
        "operationId": "make",
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"required": ["a"]}}}},
        "responses": {"200": {**body(made), "links": {"read": link}}, "400": REFUSED},
    }
    read = {
        "operationId": "read",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": body(record), "404": REFUSED},
    }
    return Spec.of(document(**{"things": {"post": create}, "things/{id}": {"get": read}}))


def body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "it", "content": {"application/json": {"schema": schema}}}


def test_the_mock_shows_a_record_under_the_id_that_it_is_read_by(engine: Engine) -> None:
    made = created({"type": "string", "format": "uuid"}, "$response.body#/data/id")
    outcome = checked(engine, made)
    assert outcome.texts == []
    assert any(result.evidence for result in outcome.results if result.probe.id.startswith("make/row"))


def test_ids_that_are_numbers_are_read_back(engine: Engine) -> None:
    made = created({"type": "integer"}, "$response.body#/data/id")
    outcome = checked(engine, made)
    assert outcome.texts == []
    shown = {evidence.clause for result in outcome.results for evidence in result.evidence}
    assert {"read-identity", "read-idempotent", "make-200-data-id-unique"} <= shown


def test_another_record_than_that_of_the_number_is_found(engine: Engine) -> None:
    made = created({"type": "integer"}, "$response.body#/data/id")
    server = MockServer(made)
    server.steps.record = lambda endpoint, task: {"id": 12345678}
    assert "read-identity" in checked(engine, made, server).clauses


def test_a_link_to_no_operation_is_passed_over(engine: Engine) -> None:
    made = created({"type": "string"}, "$response.body#/data/id", operation="gone")
    assert made.operation("make").links == ()
    assert checked(engine, made).texts == []


def test_an_example_of_a_life_that_is_no_record_is_passed_over(engine: Engine) -> None:
    """The mock server shows it, and fails by it: the suite judges on."""
    made = created({"type": "string"}, "$response.body#/data/id")
    media = made.document["paths"]["/things/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    media |= {"examples": {"first": {"value": -1}, "last": {"value": {"id": "x"}}}, "x-life": ["first", "gone", "last"]}
    assert shown_life(made, media) == [{"id": "x"}]
    assert "read-200-type" in checked(engine, made).clauses


def test_values_of_any_type_are_compared_where_an_id_or_a_word_is_meant(engine: Engine) -> None:
    made = created({"type": "string"}, "$response.body#/data/id")
    media = made.document["paths"]["/things/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    media |= {"examples": {"first": {"value": {"id": {"a": 1}}}, "last": {"value": {"id": "x"}}}}
    media["x-life"] = ["first", "last"]
    server = MockServer(made)
    server.steps.record = lambda endpoint, task: {"id": [1]}
    assert {"read-200-id-type", "read-identity"} <= checked(engine, made, server).clauses
