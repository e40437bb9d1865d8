"""Shapes of other people's specs that made the suite fail the mock server of the same spec."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.endpoints import Endpoint
from clausewise.mock_server.exchange import JSON_HEADERS, Answer, Request
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Expected, Kind
from clausewise.probes.unsupported import unsupported
from clausewise.spec import Spec
from tests.engine.driver import Engine
from tests.engine.other_specs import NAMED, create, document, judged_by, spec_of

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


def test_an_empty_body_is_no_near_miss_where_a_body_may_be_left_out() -> None:
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


def answered(content: dict[str, Any], method: str = "get") -> Spec:
    """An operation whose answer has the content, and whose refusal has JSON of no schema."""
    refused = {"description": "no", "content": {"application/json": {}}}
    return spec({"responses": {"200": {"description": "ok", "content": content}, "400": refused}}, method)


@pytest.mark.parametrize(
    "content",
    [
        {"application/json": {}},
        {"video/mp4": {}},
        {"application/json; charset=utf-8": {"schema": {"type": "object"}}},
        {"application/*": {"schema": {"type": "object"}}},
        {"*/*": {"schema": {"type": "object"}}, "text/*": {"schema": {"type": "string"}}},
        {"image/*": {"schema": {"type": "string"}}},
        {"text/plain": {"schema": {"type": "string"}}},
    ],
    ids=lambda content: ", ".join(content),
)
def test_a_media_type_may_be_listed_in_any_way(content: dict[str, Any], engine: Engine) -> None:
    made = answered(content)
    outcome = engine.check(MockServer(made), spec=made, options=PlanOptions(free=True))
    assert outcome.texts == []
    assert [result.accepted for result in outcome.results] == [True]


def test_an_answer_is_judged_by_the_narrowest_range_that_holds_it(engine: Engine) -> None:
    number = {"schema": {"type": "integer"}}
    made = answered({"*/*": {"schema": {"type": "string"}}, "application/*": number})
    lax = answered({"application/json": {"schema": {"type": "boolean"}}})
    assert "get-it-200-application-*-type" not in made.clauses
    (finding,) = engine.check(MockServer(lax), spec=made, options=PlanOptions(free=True)).findings
    assert "integer" in finding.actual


def test_another_kind_of_answer_than_the_range_is_found(engine: Engine) -> None:
    made = answered({"image/*": {"schema": {"type": "string"}}})
    other = answered({"application/json": {"schema": {"type": "string"}}})
    (finding,) = engine.check(MockServer(other), spec=made, options=PlanOptions(free=True)).findings
    assert finding.expected == "image/*"


def test_an_answer_to_head_needs_no_body(engine: Engine) -> None:
    made = answered({"application/json": {"schema": {"type": "object", "required": ["id"]}}}, "head")
    outcome = engine.check(MockServer(made), spec=made, options=PlanOptions(free=True))
    assert outcome.texts == []
    shown = {shown.clause for result in outcome.results for shown in result.evidence}
    assert not [name for name in shown if "required" in name or name == "error-shape"]


def test_a_path_with_a_name_that_nothing_describes_is_not_asked() -> None:
    whole = {"operationId": "it", "responses": {"200": {"description": "ok"}}}
    info = {"title": "T", "version": "1"}
    made = Spec.of({"openapi": "3.1.0", "info": info, "paths": {"/it/{id}": {"get": whole}}})
    assert plan(made, PlanOptions()) == []
    assert unsupported(made) == ["nothing tells the values of required parameters: it"]


def test_any_listed_status_of_success_is_an_acceptance() -> None:
    whole = document(things=create("makeThing", NAMED))
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    content = {"application/json": {"schema": schema}}
    whole["paths"]["/things"]["post"]["responses"] |= {
        "201": {"description": "Made", "content": content},
        "202": {"description": "Made later", "content": content},
    }
    spec = spec_of(whole)
    verdicts = {}
    for status, body in ((202, b'{"id": "1"}'), (202, b"{}"), (206, b"")):
        server = MockServer(spec)

        def other(
            request: Request, answer: Any = server.steps.answer, status: int = status, body: bytes = body
        ) -> Answer:
            given: Answer = answer(request)
            return given if given.status >= 400 else Answer(status, body, JSON_HEADERS)

        server.steps.answer = other
        verdicts[status, body] = judged_by(spec, server).conforms
    assert [*verdicts.values()] == ["yes", "no", "no"]
