"""Shapes of other people's specs that made the suite fail the mock server of the same spec."""

from __future__ import annotations

from typing import Any

from clausewise.mock_server import MockServer
from clausewise.mock_server.endpoints import Endpoint
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Expected, Kind
from clausewise.probes.unsupported import unsupported
from clausewise.spec import Spec
from tests.engine.driver import Engine

SCHEMES = {
    "first": {"type": "http", "scheme": "bearer"},
    "second": {"type": "apiKey", "in": "header", "name": "X-Key"},
}


def spec(operation: dict[str, Any], method: str = "post") -> Spec:
    whole = {"operationId": "it", "responses": {"200": {"description": "ok"}}, **operation}
    info = {"title": "T", "version": "1"}
    paths = {"/it": {method: whole}}
    return Spec.of({"openapi": "3.1.0", "info": info, "paths": paths, "components": {"securitySchemes": SCHEMES}})


def body(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def test_the_only_listed_refusal_is_the_one_that_comes() -> None:
    answers = {"200": {"description": "ok"}, "405": {"description": "invalid"}}
    made = spec(
        {"requestBody": body({"type": "object", "properties": {"a": {"type": "string"}}}), "responses": answers}
    )
    assert Endpoint(made, made.operations[0], frozenset()).invalid == 405


def test_refusals_of_keys_and_ids_are_none_of_bodies() -> None:
    made = spec({"responses": {"200": {"description": "ok"}, "401": {"description": "who?"}}})
    assert Endpoint(made, made.operations[0], frozenset()).invalid == 400


def test_nothing_is_not_sent_as_a_broken_body_where_a_body_may_be_left_out() -> None:
    for schema in ({"type": "object"}, {"type": "integer"}):
        made = spec({"requestBody": body(schema)})
        refused = [probe for probe in plan(made, PlanOptions()) if probe.expected is Expected.REFUSED]
        assert refused
        assert all(probe.call.body for probe in refused if probe.call.method == "POST")


def test_a_required_list_in_a_query_is_never_empty() -> None:
    schema = {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    made = spec({"parameters": [{"name": "s", "in": "query", "required": True, "schema": schema}]}, "get")
    calls = [probe for probe in plan(made, PlanOptions()) if probe.kind is Kind.CALL]
    assert calls
    assert all(probe.call.query.get("s") for probe in calls)


def test_an_operation_of_another_key_is_named_and_not_asked() -> None:
    made = spec({"security": [{"second": []}]}, "get")
    assert plan(made, PlanOptions(key="a-key-of-a-test")) == []
    assert any("another" in line and "it" in line for line in unsupported(made))
    assert plan(spec({"security": [{"first": []}, {"second": []}]}, "get"), PlanOptions(key="a-key-of-a-test"))


def test_an_answer_that_may_never_come_is_a_finding_with_its_schema(engine: Engine) -> None:
    """The schema `false` takes nothing: a spec may say so, and the mock server answers something all the same."""
    answers = {"200": {"description": "ok", "content": {"application/json": {"schema": False}}}}
    made = spec({"responses": answers}, "get")
    outcome = engine.check(MockServer(made), spec=made, options=PlanOptions(free=True))
    assert [(finding.expects or {}).get("schema") for finding in outcome.findings] == [False]
