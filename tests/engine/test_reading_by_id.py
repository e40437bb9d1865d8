"""A thing that was made is read by its id, wherever that stands and whatever its name."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.spec import Spec
from tests.engine.driver import Engine
from tests.engine.other_specs import (
    NAMED,
    REFUSED,
    checked,
    create,
    document,
    judged_by,
    spec_of,
)


def linked(place: str, link: dict[str, Any], name: str = "task_id") -> Spec:
    """A create whose id is read in a query, a header or a cookie of that name."""
    made = {"type": "object", "required": ["task_id"], "properties": {"task_id": {"type": "string"}}}
    record = {"type": "object", "required": ["task_id"], "properties": {"task_id": {"type": "string"}}}
    whole = document(make=create("makeTask", NAMED))
    whole["paths"]["/make"]["post"]["responses"]["200"] = {
        "description": "Made",
        "content": {"application/json": {"schema": made}},
        "links": {"read": link},
    }
    whole["paths"]["/read"] = {
        "get": {
            "operationId": "readTask",
            "parameters": [{"name": name, "in": place, "required": True, "schema": {"type": "string"}}],
            "responses": {
                "200": {"description": "It", "content": {"application/json": {"schema": record}}},
                "404": REFUSED,
            },
        }
    }
    return spec_of(whole)


ID = "$response.body#/task_id"


@pytest.mark.parametrize("place", ["query", "header"])
@pytest.mark.parametrize(
    "link",
    [
        {"operationId": "readTask", "parameters": {"task_id": ID}},
        {"operationRef": "#/paths/~1read/get", "parameters": {"task_id": ID}},
    ],
    ids=["by id", "by place"],
)
def test_what_was_made_is_read_with_its_id_wherever_it_stands(place: str, link: dict[str, Any], engine: Engine) -> None:
    spec = linked(place, link)
    assert checked(engine, spec).texts == []
    server = MockServer(spec)
    record = server.steps.record
    server.steps.record = lambda endpoint, task: {**record(endpoint, task), "task_id": "of somebody else"}
    assert "readTask-identity" in checked(engine, spec, server).clauses


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("header", "X-Task-Id"),
        *(pytest.param(*place, marks=pytest.mark.exhaustive) for place in (("query", "id"), ("cookie", "task"))),
    ],
)
def test_a_record_may_have_its_id_under_another_name_than_the_parameter(place: str, name: str, engine: Engine) -> None:
    """It has it under the name by which the create has told it."""
    spec = linked(place, {"operationId": "readTask", "parameters": {name: ID}}, name)
    server = MockServer(spec)
    verdict = judged_by(spec, server)
    assert verdict.conforms == "yes", verdict.doubts()
    assert verdict.clauses()["readTask-identity"]["verdict"] == "kept"
    record = server.steps.record
    server.steps.record = lambda endpoint, task: {**record(endpoint, task), "task_id": "of somebody else"}
    assert "readTask-identity" in checked(engine, spec, server).clauses


def test_a_record_need_not_name_itself() -> None:
    spec = linked("query", {"operationId": "readTask", "parameters": {"id": ID}}, "id")
    answers = spec.document["paths"]["/read"]["get"]["responses"]["200"]["content"]["application/json"]
    answers["schema"] = {"type": "object", "required": ["state"], "properties": {"state": {"const": "done"}}}
    verdict = judged_by(spec_of(spec.document))
    assert verdict.conforms == "yes", verdict.doubts()
    assert "readTask-identity" not in verdict.clauses()
