"""What a spec does not say is not held against a server: no refusal listed, no clause about spelling, few fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.probes.plan import PlanOptions
from clausewise.probes.probe import Kind
from clausewise.probes.wire import UPPER_CASE
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
