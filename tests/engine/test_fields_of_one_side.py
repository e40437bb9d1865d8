"""A field that is read-only or write-only is the server's or the client's alone, in a schema that both sides share."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import JSON_HEADERS, Answer, Request
from clausewise.spec import Spec
from tests.engine.other_specs import create, document, judged_by, spec_of

FIELDS = {
    "id": {"type": "string", "readOnly": True},
    "name": {"type": "string"},
    "word": {"type": "string", "writeOnly": True},
}


def shared(*required: str) -> Spec:
    """A create that takes the same schema as it answers with."""
    thing = {"type": "object", "required": [*required], "properties": FIELDS}
    whole = document(things=create("makeThing", thing))
    whole["paths"]["/things"]["post"]["responses"]["200"]["content"] = {"application/json": {"schema": thing}}
    return spec_of(whole)


def server(spec: Spec, made: dict[str, Any], *, refuses_ids: bool = False) -> MockServer:
    """A server that makes ids itself: what a client says of them it ignores, or refuses."""
    app = MockServer(spec)

    def own(request: Request, answer: Any = app.steps.answer) -> Answer:
        given: Answer = answer(request)
        body = _object(request.body)
        if given.status == 400 and isinstance(body.get("name"), str) and isinstance(body.get("word"), str):
            return Answer(200, json.dumps(made).encode(), JSON_HEADERS)
        if given.status == 200 and refuses_ids and "id" in body:
            return Answer(400, b"{}", JSON_HEADERS)
        return Answer(200, json.dumps(made).encode(), JSON_HEADERS) if given.status == 200 else given

    app.steps.answer = own
    return app


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


MADE = {"id": "1", "name": "a"}


@pytest.mark.parametrize("required", [("id", "name", "word"), ("name", "word")])
def test_a_server_that_makes_the_id_and_keeps_the_word_to_itself_conforms(required: tuple[str, ...]) -> None:
    spec = shared(*required)
    verdict = judged_by(spec, server(spec, MADE))
    assert verdict.conforms == "yes", verdict.findings


def test_a_server_may_refuse_what_is_read_only() -> None:
    spec = shared("name", "word")
    assert judged_by(spec, server(spec, MADE, refuses_ids=True)).conforms == "yes"


@pytest.mark.parametrize("made", [{"id": "1"}, {"name": "a"}, {"id": 5, "name": "a"}, {**MADE, "word": 5}])
def test_what_both_sides_have_is_judged_as_before(made: dict[str, Any]) -> None:
    spec = shared("id", "name", "word")
    assert judged_by(spec, server(spec, made)).conforms == "no"


def test_a_name_that_is_only_required_is_missed() -> None:
    spec = shared("name", "word", "undeclared")
    made = judged_by(spec, server(spec, MADE))
    assert "makeThing-200-required" in {finding["clause"] for finding in made.findings}
