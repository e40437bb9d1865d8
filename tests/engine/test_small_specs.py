"""A server is not blamed for what its spec leaves out: no refusal listed, no clause about spelling, few fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clausewise.checks.refusals import OF_HTTP
from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer
from clausewise.mock_server.faults.mechanisms import replies
from clausewise.probes.plan import PlanOptions
from clausewise.probes.probe import Kind
from clausewise.probes.wire import UPPER_CASE
from clausewise.schema.writings import other_writing
from clausewise.spec import Spec
from tests.engine.driver import Engine, planned

OPTIONS = PlanOptions(free=True)
REASON = {"type": "object", "required": ["reason"], "properties": {"reason": {"type": "string", "x-reason": True}}}
REFUSED = {"description": "Refused", "content": {"application/json": {"schema": REASON}}}


def small(refusals: dict[str, Any], clauses: list[dict[str, Any]] | None = None) -> Spec:
    """A spec of one create, with nothing but an enum and a boolean."""
    body = {
        "type": "object",
        "required": ["size"],
        "x-clauses": clauses or [],
        "properties": {"size": {"type": "string", "enum": ["small", "large"]}, "gift": {"type": "boolean"}},
    }
    made = {"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}}
    create = {
        "operationId": "order",
        "x-paid": True,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": "Made", "content": {"application/json": {"schema": made}}}, **refusals},
    }
    info = {"title": "Orders", "version": "1"}
    return Spec({"openapi": "3.1.0", "info": info, "paths": {"/orders": {"post": create}}}, Path("orders.yaml"))


UNKNOWN_FIELDS = {
    "id": "unknown-fields",
    "basis": "observed",
    "keywords": ["additionalProperties"],
    "says": "A field that is not listed is ignored.",
}


def test_a_plan_is_made_where_no_field_has_a_value_that_may_be_refused() -> None:
    styles = [probe.row.style for probe in planned(OPTIONS, small({}, [UNKNOWN_FIELDS])) if probe.row is not None]
    assert styles.count(UPPER_CASE) == 1


def test_how_a_media_type_is_spelt_is_assumed_where_no_clause_says_it() -> None:
    upper = [probe for probe in planned(OPTIONS, small({})) if probe.row is not None and probe.row.style == UPPER_CASE]
    assert [probe.basis for probe in upper] == ["assumed"]


@pytest.mark.parametrize("refusals", [{}, {"5XX": REFUSED}], ids=["none", "a crash"])
def test_no_status_is_wrong_for_a_refusal_where_none_is_listed(refusals: dict[str, Any], engine: Engine) -> None:
    spec = small(refusals)
    assert engine.check(MockServer(spec), spec=spec, options=OPTIONS).texts == []


def test_another_status_is_wrong_for_a_refusal_where_one_is_listed(engine: Engine) -> None:
    spec = small({"422": REFUSED})
    server = MockServer(small({"418": REFUSED}))
    outcome = engine.check(server, spec=spec, options=OPTIONS)
    assert "refusal-status" in outcome.clauses
    misses = [result for result in outcome.results if result.probe.kind is Kind.NEAR_MISS]
    assert all({finding.clause.id for finding in result.findings} == {"refusal-status"} for result in misses)


def test_a_method_that_is_not_there_may_be_refused_in_any_way(engine: Engine) -> None:
    """That it is refused with 405 and Allow is a clause of its own, which this spec does not have."""
    spec = small({"4XX": REFUSED})
    server = MockServer(spec)
    server.steps.route = lambda request: server.routes.find(request.path) if request.method == "POST" else None
    assert engine.check(server, spec=spec, options=OPTIONS).texts == []


@pytest.mark.parametrize("status", sorted(OF_HTTP))
def test_a_refusal_of_http_itself_is_right_on_any_spec(status: int, engine: Engine) -> None:
    """A proxy in front of an application answers so, in a shape of its own."""
    spec = small({"422": REFUSED})
    page = Answer(status, b"<html>refused</html>", ((b"content-type", b"text/html"),))
    server = MockServer(
        spec, changes=[replies(lambda request, serve: serve(request) if serve(request).accepts else page)]
    )
    assert engine.check(server, spec=spec, options=OPTIONS).texts == []


def test_a_method_that_is_not_listed_and_answered_with_success_is_reported(engine: Engine) -> None:
    spec = small({"422": REFUSED})
    idle = replies(lambda request, serve: serve(request) if request.method == "POST" else Answer(204))
    outcome = engine.check(MockServer(spec, changes=[idle]), spec=spec, options=OPTIONS)
    assert {result.probe.call.method for result in outcome.results if result.findings} == {
        *("GET", "HEAD", "PUT", "PATCH", "DELETE")
    }
    assert {finding.basis for finding in outcome.findings} == {"assumed"}


def test_bodies_that_the_schema_takes_are_no_broken_ones() -> None:
    """An object in an object is a valid request where no field is required and any is taken."""
    spec = small({"422": REFUSED})
    body = spec.document["paths"]["/orders"]["post"]["requestBody"]
    del body["content"]["application/json"]["schema"]["required"]
    bodies = {probe.id.rpartition("/")[2] for probe in planned(OPTIONS, spec) if "/body/" in probe.id}
    assert not bodies & {"object in an object", "object under the name body", "object under the name input"}
    assert {"array", "cut", "string"} <= bodies


def test_null_for_an_optional_field_is_assumed_and_for_a_required_one_documented() -> None:
    nulls = [probe for probe in planned(OPTIONS, small({})) if probe.id.endswith(", null")]
    assert {probe.id.split("/")[-1].split(":")[0]: probe.basis for probe in nulls} == {
        "size": "documented",
        "gift": "assumed",
    }


@pytest.mark.parametrize(
    ("text", "other"),
    [
        *(
            ("1, 3", True),
            ("1.,3", True),
            (".1,.3", True),
            ("+1,3\n", True),
            ("\uff11,\uff13", True),
            ("1,3\x00", True),
        ),
        *(("1;3", False), ("1,3s", False), ("1,3,5", False), ("one,three", False), ("1,", False), ("", False)),
    ],
)
def test_other_writings_of_the_same_numbers(text: str, other: bool) -> None:  # noqa: FBT001 - the value that is expected
    assert other_writing("1,3", text) is other
