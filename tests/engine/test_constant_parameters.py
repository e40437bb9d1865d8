"""Parameters of one value, or of values that the schema tells, are sent; others are not made up."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.mock_server.exchange import Request
from clausewise.probes.probe import Kind
from tests.engine.driver import Engine, planned
from tests.engine.other_specs import (
    NAMED,
    OPTIONS,
    checked,
    create,
    document,
    passing_over,
    spec_of,
)

VERSION = {"name": "X-Version", "in": "header", "required": True, "schema": {"const": "2024-11-06"}}

CONSTANT = spec_of(document(things=create("makeThing", NAMED, parameters=[VERSION])))


def with_version(request: Request) -> Request:
    return Request(
        request.method, request.path, request.query, {**request.headers, b"x-version": b"2024-11-06"}, request.body
    )


def test_a_header_of_one_value_is_sent_with_every_request(engine: Engine) -> None:
    probes = planned(OPTIONS, CONSTANT)
    assert {probe.call.headers.get("X-Version") for probe in probes if probe.kind is not Kind.NEAR_MISS} == {
        "2024-11-06"
    }
    assert checked(engine, CONSTANT).texts == []


def test_a_server_that_does_not_look_at_a_required_header_is_found(engine: Engine) -> None:
    outcome = checked(engine, CONSTANT, passing_over(CONSTANT, with_version))
    assert {clause for clause in outcome.clauses if "parameters-0" in clause} == {
        "makeThing-parameters-0-required",
        "makeThing-parameters-0-const",
    }


@pytest.mark.parametrize("said", [{}, {"content": {"application/json": {}}}], ids=["nothing", "a media type only"])
@pytest.mark.parametrize("required", [True, False])
def test_of_a_parameter_without_a_schema_no_value_is_made_up(
    engine: Engine, said: dict[str, Any], *, required: bool
) -> None:
    bare = {"name": "X-Bare", "in": "header", "required": required, **said}
    spec = spec_of(document(things=create("makeThing", NAMED, parameters=[bare])))
    assert bool(planned(OPTIONS, spec)) is not required
    assert checked(engine, spec).texts == []


TOLD: dict[str, dict[str, Any]] = {
    "enum": {"enum": ["a", "b"]},
    "default": {"type": "string", "default": "a"},
    "example": {"type": "string", "examples": ["a"]},
    "boolean": {"type": "boolean"},
    "between": {"type": "integer", "minimum": 1, "maximum": 50},
}


@pytest.mark.parametrize("schema", TOLD.values(), ids=TOLD)
def test_a_query_whose_values_the_schema_tells_is_sent(schema: dict[str, Any], engine: Engine) -> None:
    parameter = {"name": "sort", "in": "query", "required": True, "schema": schema}
    listing = {"get": {"operationId": "list", "parameters": [parameter], "responses": {"200": {"description": "All"}}}}
    spec = spec_of(document(things=listing))
    calls = [probe for probe in planned(OPTIONS, spec) if probe.kind is Kind.CALL]
    assert calls
    assert all("sort" in probe.call.query for probe in calls)
    assert checked(engine, spec).texts == []
    assert any(probe.id == "list/near miss/sort missing" for probe in planned(OPTIONS, spec))


@pytest.mark.parametrize("schema", [{"type": "string"}, {"type": "integer"}])
def test_a_query_that_nobody_tells_the_value_of_is_not_made_up(schema: dict[str, Any]) -> None:
    parameter = {"name": "owner", "in": "query", "required": True, "schema": schema}
    listing = {"get": {"operationId": "list", "parameters": [parameter], "responses": {"200": {"description": "All"}}}}
    assert planned(OPTIONS, spec_of(document(things=listing))) == []
