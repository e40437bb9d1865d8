"""An answer of success whose body refuses, where the spec says so: neither accepted nor paid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Request
from clausewise.spec import Spec
from clausewise.spec.refusals import is_refusal
from tests.engine.driver import Engine
from tests.engine.other_specs import checked
from tests.engine.refusals_inside import FLAT, NO_CONSTANT, code, told_inside, well

ONE = {
    "type": "object",
    "required": ["base", "id"],
    "properties": {"base": code({"const": 0}), "id": {"type": "string"}},
}

OTHER = {"type": "object", "required": ["base"], "properties": {"base": code({"type": "integer", "minimum": 1})}}

NOT_WELL = {"type": "object", "required": ["base"], "properties": {"base": code({"not": {"const": 0}})}}

#: Each side has what the other lacks.
MADE = {
    "type": "object",
    "required": ["code", "id"],
    "properties": {"code": {"const": 0}, "id": {"type": "string"}},
}

NOT_MADE = {
    "type": "object",
    "required": ["code", "reason"],
    "properties": {"code": {"type": "integer", "minimum": 1}, "reason": {"type": "string"}},
}

EXAMPLES = {
    "made": {"value": {"id": "1", "base": {"code": 0}}},
    "refused": {"value": {"base": {"code": 7, "message": "no"}}},
}

INSIDE = {
    "by the extension": told_inside(FLAT, **{"x-refusal": NOT_WELL}),
    "by the sides of a choice": told_inside({"oneOf": [ONE, OTHER]}),
    "by the sides, the refusal first": told_inside({"oneOf": [OTHER, ONE]}),
    "by a code of success": told_inside({"oneOf": [MADE, {**NOT_MADE, "properties": {"code": {"not": {"const": 0}}}}]}),
    "by a code of success among others": told_inside({"oneOf": [NOT_MADE, {**MADE, "title": "Made"}]}),
    "by a word of success": told_inside(
        {"oneOf": [well("success", "id"), well("error", "reason"), well("failure", "reason", "more")]}
    ),
    "by any of the sides": told_inside({"anyOf": [ONE, {**OTHER, "properties": {"base": code({"enum": [1, 2]})}}]}),
}

INSIDE["by the extension"].document["paths"]["/make"]["post"]["responses"]["200"]["content"]["application/json"][
    "examples"
] = EXAMPLES


@pytest.mark.parametrize("spec", INSIDE.values(), ids=INSIDE)
def test_a_refusal_inside_200_is_neither_accepted_nor_paid(spec: Spec, engine: Engine) -> None:
    server = MockServer(spec)
    outcome = checked(engine, spec, server)
    assert outcome.texts == []
    rows = [result for result in outcome.results if result.probe.row is not None]
    assert 0 < outcome.counts.paid == server.accepted <= len(rows) + 1
    refused = server.answer(Request("POST", b"/make", b"", {b"content-type": b"application/json"}, b"{}"))
    assert refused.status == 200
    assert is_refusal(spec, spec.operations[0], 200, json.loads(refused.body))


@pytest.mark.parametrize("spec", INSIDE.values(), ids=INSIDE)
def test_a_server_that_refuses_nothing_inside_200_is_found(spec: Spec, engine: Engine) -> None:
    server = MockServer(spec)
    server.steps.judge = lambda *_: []
    assert any(clause.startswith("makeTask-name") for clause in checked(engine, spec, server).clauses)


KINDS = {
    "two kinds of success": {
        "oneOf": [
            {"type": "object", "required": ["kind", "video"], "properties": {"kind": {"const": "video"}}},
            {"type": "object", "required": ["kind", "image"], "properties": {"kind": {"const": "image"}}},
        ]
    },
    "no constant": NO_CONSTANT,
    "one schema": FLAT,
}


@pytest.mark.parametrize("schema", KINDS.values(), ids=KINDS)
def test_nothing_is_taken_for_a_refusal_that_the_spec_does_not_call_one(schema: Any) -> None:
    """An answer that is taken for a refusal is not counted as paid: too few is the safe side."""
    spec = told_inside(schema)
    for body in ({"kind": "image", "image": "x"}, {"kind": "video", "video": "x"}, {"id": "1"}, {"error": "x"}):
        assert not is_refusal(spec, spec.operations[0], 200, body)
