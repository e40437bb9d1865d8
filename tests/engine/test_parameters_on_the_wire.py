"""Parameters are sent in the form that the spec gives them, and what only looks wrong is no near miss."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck

from clausewise.mock_server import MockServer
from clausewise.probes.fuzzing import MODES, fuzzed_calls
from clausewise.probes.plan import plan
from clausewise.probes.probe import Kind, Probe
from clausewise.probes.unsupported import unsupported
from clausewise.spec import Spec
from tests.engine.driver import Engine
from tests.engine.other_specs import OPTIONS, checked, document

WORDS = {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "maxItems": 2}
SIZE = {"type": "object", "required": ["w"], "properties": {"w": {"type": "integer", "maximum": 9}}}
ANSWER = {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "it"}
REFUSAL = {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "no"}


def spec(*parameters: dict[str, Any], path: str = "things", answers: dict[str, Any] | None = None) -> Spec:
    operation = {
        "operationId": "list",
        "parameters": list(parameters),
        "responses": answers or {"200": ANSWER, "400": REFUSAL},
    }
    return Spec.of(document(**{path: {"get": operation}}))


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
    outcome = checked(engine, made)
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
    assert checked(engine, made).texts == []


@pytest.mark.parametrize("parameter", [needed("query", {"type": ["integer", "null"], "minimum": 1, "maximum": 2})])
def test_null_has_no_form_and_is_not_sent(parameter: dict[str, Any]) -> None:
    assert "null" not in [probe.call.query.get("v") for probe in plan(spec(parameter), OPTIONS)]


@pytest.mark.parametrize("parameter", [needed("path", {"enum": ["a"]}, style="matrix"), needed("cookie", WORDS)])
def test_what_no_request_can_carry_as_it_is_is_named(parameter: dict[str, Any]) -> None:
    made = spec(parameter, path="things/{v}" if parameter["in"] == "path" else "things")
    assert plan(made, OPTIONS) == []
    assert unsupported(made) == ["nothing tells the values of required parameters: list"]


def test_a_server_that_ignores_a_parameter_is_found(engine: Engine) -> None:
    """The near misses are real ones: a server that takes any value of the parameter fails."""
    made = spec(needed("query", SIZE, style="deepObject", example={"w": 3}))
    lax = MockServer(spec({"name": "v", "in": "query", "schema": {}}))
    assert {"list-parameters-0-required"} <= checked(engine, made, lax).clauses


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_what_schemathesis_makes_up_is_sent_with_what_a_request_must_have(mode: schemathesis.GenerationMode) -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    operation = {
        "operationId": "make",
        "parameters": [needed("header", {"const": "2024"}), {**needed("query", {"enum": ["x"]}), "name": "q"}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": ANSWER, "400": REFUSAL},
    }
    made = Spec.of(document(things={"post": operation}))
    calls = []

    @hypothesis.seed(1)
    @hypothesis.settings(max_examples=5, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @hypothesis.given(fuzzed_calls(schemathesis.openapi.from_dict(made.document), made, made.operation("make"), mode))
    def sent(probe: Probe) -> None:
        calls.append((probe.call.headers, probe.call.query))

    sent()
    assert calls
    assert all(call == ({"v": "2024"}, {"q": "x"}) for call in calls)
