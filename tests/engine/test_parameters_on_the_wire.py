"""Parameters are sent in the form that the spec gives them, and what only looks wrong is no near miss."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck

from clausewise.mock_server import MockServer
from clausewise.probes.fuzzing import MODES, fuzzed_calls
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind, Probe
from clausewise.probes.unsupported import unsupported
from clausewise.spec import Spec
from clausewise.spec.tasks import shown_life
from tests.engine.driver import Engine

WORDS = {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "maxItems": 2}
SIZE = {"type": "object", "required": ["w"], "properties": {"w": {"type": "integer", "maximum": 9}}}
ANSWER = {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "it"}
REFUSAL = {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "no"}
OPTIONS = PlanOptions(free=True)


def spec(*parameters: dict[str, Any], path: str = "/things", answers: dict[str, Any] | None = None) -> Spec:
    operation = {
        "operationId": "list",
        "parameters": list(parameters),
        "responses": answers or {"200": ANSWER, "400": REFUSAL},
    }
    info = {"title": "T", "version": "1"}
    return Spec.of({"openapi": "3.1.0", "info": info, "paths": {path: {"get": operation}}})


def needed(place: str, schema: Any, **more: Any) -> dict[str, Any]:
    held = {"schema": schema} if schema is not None else {}
    return {"name": "v", "in": place, "required": True, **held, **more}


def first(made: Spec) -> Probe:
    return next(probe for probe in plan(made, OPTIONS) if probe.kind is Kind.CALL)


@pytest.mark.parametrize(
    ("parameter", "query"),
    [
        (needed("query", WORDS), {"v": ["a", "b"]}),
        (needed("query", WORDS, explode=False), {"v": "a,b"}),
        (needed("query", WORDS, style="pipeDelimited"), {"v": "a|b"}),
        (needed("query", WORDS, style="spaceDelimited"), {"v": "a b"}),
        (needed("query", SIZE, style="deepObject", example={"w": 3}), {"v[w]": "3"}),
        (needed("query", SIZE, example={"w": 3}), {"w": "3"}),
        (needed("query", SIZE, explode=False, example={"w": 3}), {"v": "w,3"}),
        (needed("query", None, content={"application/json": {"schema": SIZE}}, example={"w": 3}), {"v": '{"w": 3}'}),
        (needed("query", {"const": True}), {"v": "true"}),
        (needed("query", {"type": "number", "exclusiveMinimum": 0, "maximum": 1}), {"v": "1"}),
    ],
)
def test_a_query_has_the_form_of_its_parameter(
    parameter: dict[str, Any], query: dict[str, Any], engine: Engine
) -> None:
    made = spec(parameter)
    assert first(made).call.query == query
    outcome = engine.check(MockServer(made), spec=made, options=OPTIONS)
    assert outcome.texts == []
    assert any(result.accepted for result in outcome.results)
    missing = [probe for probe in plan(made, OPTIONS) if probe.id == "list/near miss/v missing"]
    assert [probe.call.query for probe in missing] == [{}]


@pytest.mark.parametrize(
    ("parameter", "headers"),
    [
        (needed("header", WORDS), {"v": "a,b"}),
        (needed("header", {"type": "integer", "const": 3}), {"v": "3"}),
        (needed("cookie", WORDS, explode=False), {"Cookie": "v=a%2Cb"}),
        (needed("cookie", {"const": "a b"}), {"Cookie": "v=a%20b"}),
    ],
)
def test_headers_and_cookies_have_their_form(
    parameter: dict[str, Any], headers: dict[str, str], engine: Engine
) -> None:
    made = spec(parameter)
    assert first(made).call.headers == headers
    assert engine.check(MockServer(made), spec=made, options=OPTIONS).texts == []


@pytest.mark.parametrize("parameter", [needed("query", {"type": ["integer", "null"], "minimum": 1, "maximum": 2})])
def test_null_has_no_form_and_is_not_sent(parameter: dict[str, Any]) -> None:
    assert "null" not in [probe.call.query.get("v") for probe in plan(spec(parameter), OPTIONS)]


@pytest.mark.parametrize("parameter", [needed("path", {"enum": ["a"]}, style="matrix"), needed("cookie", WORDS)])
def test_what_no_request_can_carry_as_it_is_is_named(parameter: dict[str, Any]) -> None:
    made = spec(parameter, path="/things/{v}" if parameter["in"] == "path" else "/things")
    assert plan(made, OPTIONS) == []
    assert unsupported(made) == ["nothing tells the values of required parameters: list"]


def test_a_server_that_ignores_a_parameter_is_found(engine: Engine) -> None:
    """The near misses are real ones: a server that takes any value of the parameter fails."""
    made = spec(needed("query", SIZE, style="deepObject", example={"w": 3}))
    lax = MockServer(spec({"name": "v", "in": "query", "schema": {}}))
    assert {"list-parameters-0-required"} <= engine.check(lax, spec=made, options=OPTIONS).clauses


def created(id_schema: dict[str, Any], expression: str, operation: str = "read") -> Spec:
    """A create whose answer has an id within `data`, and a read whose record has it at its top."""
    made = {"type": "object", "required": ["data"], "properties": {"data": {"properties": {"id": id_schema}}}}
    record = {"type": "object", "required": ["id"], "properties": {"id": id_schema}}
    link = {"operationId": operation, "parameters": {"id": expression}}
    create = {
        "operationId": "make",
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"required": ["a"]}}}},
        "responses": {"200": {**body(made), "links": {"read": link}}, "400": REFUSAL},
    }
    read = {
        "operationId": "read",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": body(record), "404": REFUSAL},
    }
    paths = {"/things": {"post": create}, "/things/{id}": {"get": read}}
    return Spec.of({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths})


def body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "it", "content": {"application/json": {"schema": schema}}}


def test_the_mock_shows_a_record_under_the_id_that_it_is_read_by(engine: Engine) -> None:
    made = created({"type": "string", "format": "uuid"}, "$response.body#/data/id")
    outcome = engine.check(MockServer(made), spec=made, options=OPTIONS)
    assert outcome.texts == []
    assert any(result.evidence for result in outcome.results if result.probe.id.startswith("make/row"))


def test_ids_that_are_numbers_are_read_back(engine: Engine) -> None:
    made = created({"type": "integer"}, "$response.body#/data/id")
    outcome = engine.check(MockServer(made), spec=made, options=OPTIONS)
    assert outcome.texts == []
    shown = {evidence.clause for result in outcome.results for evidence in result.evidence}
    assert {"read-identity", "read-idempotent", "make-200-data-id-unique"} <= shown


def test_another_record_than_that_of_the_number_is_found(engine: Engine) -> None:
    made = created({"type": "integer"}, "$response.body#/data/id")
    server = MockServer(made)
    server.steps.record = lambda endpoint, task: {"id": 12345678}
    assert "read-identity" in engine.check(server, spec=made, options=OPTIONS).clauses


def test_a_link_to_no_operation_is_passed_over(engine: Engine) -> None:
    made = created({"type": "string"}, "$response.body#/data/id", operation="gone")
    assert made.operation("make").links == ()
    assert engine.check(MockServer(made), spec=made, options=OPTIONS).texts == []


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_what_schemathesis_makes_up_is_sent_with_what_a_request_must_have(mode: schemathesis.GenerationMode) -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    operation = {
        "operationId": "make",
        "parameters": [needed("header", {"const": "2024"}), {**needed("query", {"enum": ["x"]}), "name": "q"}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": ANSWER, "400": REFUSAL},
    }
    info = {"title": "T", "version": "1"}
    made = Spec.of({"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": operation}}})
    calls = []

    @hypothesis.seed(1)
    @hypothesis.settings(max_examples=5, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @hypothesis.given(fuzzed_calls(schemathesis.openapi.from_dict(made.document), made, made.operation("make"), mode))
    def sent(probe: Probe) -> None:
        calls.append((probe.call.headers, probe.call.query))

    sent()
    assert calls
    assert all(call == ({"v": "2024"}, {"q": "x"}) for call in calls)


def test_an_example_of_a_life_that_is_no_record_is_passed_over(engine: Engine) -> None:
    """The mock server shows it, and fails by it: the suite judges on."""
    made = created({"type": "string"}, "$response.body#/data/id")
    media = made.document["paths"]["/things/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    media |= {"examples": {"first": {"value": -1}, "last": {"value": {"id": "x"}}}, "x-life": ["first", "gone", "last"]}
    assert shown_life(made, media) == [{"id": "x"}]
    assert "read-200-type" in engine.check(MockServer(made), spec=made, options=OPTIONS).clauses


def test_values_of_any_type_are_compared_where_an_id_or_a_word_is_meant(engine: Engine) -> None:
    made = created({"type": "string"}, "$response.body#/data/id")
    media = made.document["paths"]["/things/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    media |= {"examples": {"first": {"value": {"id": {"a": 1}}}, "last": {"value": {"id": "x"}}}}
    media["x-life"] = ["first", "last"]
    server = MockServer(made)
    server.steps.record = lambda endpoint, task: {"id": [1]}
    assert {"read-200-id-type", "read-identity"} <= engine.check(server, spec=made, options=OPTIONS).clauses
