"""Answers in another kind of JSON, as `application/problem+json`, are judged by the schema that is listed for it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer, Request
from clausewise.spec import Spec
from tests.engine.other_specs import NAMED, create, document, judged_by, spec_of

PROBLEM, OF_A_VENDOR = "application/problem+json", "application/vnd.things+json"
TITLED = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}
MADE = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "x-clauses": [{"id": "id", "basis": "documented", "says": "It has an id."}]}
    },
}


def told(refusals: tuple[str, ...], made: str = OF_A_VENDOR) -> Spec:
    whole = document(things=create("makeThing", NAMED))
    responses = whole["paths"]["/things"]["post"]["responses"]
    responses["200"]["content"] = {made: {"schema": MADE}}
    responses["400"] = {"description": "Refused", "content": {name: {"schema": TITLED} for name in refusals}}
    return spec_of(whole)


def answering(spec: Spec, made: tuple[str, Any], refused: tuple[str, Any]) -> MockServer:
    """A server that knows the right status, and says it in its own way."""
    server = MockServer(spec)

    def other(request: Request, answer: Any = server.steps.answer) -> Answer:
        given: Answer = answer(request)
        if given.status not in (200, 400):
            return given
        kind, body = made if given.status == 200 else refused
        text = body if isinstance(body, str) else json.dumps(body)
        return replace(given, body=text.encode(), headers=((b"content-type", kind.encode()),))

    server.steps.answer = other
    return server


RIGHT = (OF_A_VENDOR, {"id": "1"})


@pytest.mark.parametrize("kinds", [(PROBLEM,), ("application/json", PROBLEM), (PROBLEM, "text/plain")])
def test_a_server_that_refuses_in_a_listed_kind_conforms(kinds: tuple[str, ...]) -> None:
    spec = told(kinds)
    for kind in kinds:
        refused = (kind, "No." if kind == "text/plain" else {"title": "No"})
        verdict = judged_by(spec, answering(spec, RIGHT, refused))
        assert verdict.conforms == "yes", verdict.doubts()
        assert verdict.clauses()["id"]["verdict"] == "kept"


@pytest.mark.parametrize(
    ("made", "refused", "broken"),
    [
        ((OF_A_VENDOR, {"id": 5}), (PROBLEM, {"title": "No"}), {"id"}),
        ((OF_A_VENDOR, {}), (PROBLEM, {"title": "No"}), {"id"}),
        ((OF_A_VENDOR, "{"), (PROBLEM, {"title": "No"}), {"makeThing-200-media-type"}),
        (RIGHT, (PROBLEM, {"detail": "No"}), {"error-shape"}),
        (RIGHT, (PROBLEM, "No"), {"error-shape"}),
        (RIGHT, ("text/html", "<p>No"), {"error-shape"}),
    ],
)
def test_a_body_that_breaks_the_schema_of_its_kind_is_found(
    made: tuple[str, Any], refused: tuple[str, Any], broken: set[str]
) -> None:
    spec = told((PROBLEM,))
    clauses = judged_by(spec, answering(spec, made, refused)).clauses()
    assert {name for name, entry in clauses.items() if entry["verdict"] == "failed"} == broken
