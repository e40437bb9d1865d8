"""An answer of success whose body refuses: where the spec says so, and where it is silent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import JSON_HEADERS, Answer, Request, json_answer
from clausewise.spec import Spec
from clausewise.spec.refusals import is_refusal
from tests.engine.driver import Engine
from tests.engine.other_specs import NAMED, checked, create, document, judged_by, spec_of


def code(values: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["code"], "properties": {"code": values, "message": {"type": "string"}}}


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


def told_inside(schema: Any, **response: Any) -> Spec:
    """A create that answers everything with 200."""
    content = {"application/json": {"schema": schema}}
    whole = document(make=create("makeTask", {**NAMED, "properties": {"name": {"enum": ["a", "b"]}}}))
    whole["paths"]["/make"]["post"]["responses"] = {
        "200": {"description": "Made or not", "content": content, **response}
    }
    return spec_of(whole)


FLAT = {
    "type": "object",
    "required": ["base"],
    "properties": {"base": code({"type": "integer"}), "id": {"type": "string"}},
}


def well(word: str, *needed: str) -> dict[str, Any]:
    fields = {name: {"type": "string"} for name in needed}
    return {"type": "object", "required": ["state", *needed], "properties": {"state": {"const": word}, **fields}}


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
    "no constant": {"oneOf": [{"type": "object", "required": ["id"]}, {"type": "object", "required": ["error"]}]},
    "one schema": FLAT,
}


@pytest.mark.parametrize("schema", KINDS.values(), ids=KINDS)
def test_nothing_is_taken_for_a_refusal_that_the_spec_does_not_call_one(schema: Any) -> None:
    """What is taken for a refusal is not counted as paid: too few is the safe side."""
    spec = told_inside(schema)
    for body in ({"kind": "image", "image": "x"}, {"kind": "video", "video": "x"}, {"id": "1"}, {"error": "x"}):
        assert not is_refusal(spec, spec.operations[0], 200, body)


def answering(spec: Spec, made: Any, refused: Any, seen: list[bool]) -> MockServer:
    """A server that answers everything with 200; `seen` is which requests it took."""
    server = MockServer(spec)
    answer = server.steps.answer

    def inside(request: Request) -> Answer:
        seen.append(answer(request).status < 300)
        return json_answer(200, made if seen[-1] else refused)

    server.steps.answer = inside
    return server


#: Schemas that do not say which answers are refusals, what a create is answered with, and what a refused one is.
SILENT: dict[str, tuple[Any, Any, Any]] = {
    "one schema": (FLAT, {"base": {"code": 0}, "id": "1"}, {"base": {"code": 7, "message": "no"}}),
    "sides without a constant": (KINDS["no constant"], {"id": "1"}, {"error": "no"}),
    "nothing in the place of what is made": (
        {"type": "object"},
        {"code": 0, "data": {"id": "1"}},
        {"code": 7, "data": None},
    ),
    "true and false": (
        {"oneOf": [well("-", "id") | {"title": "Made"}, well("+", "error")]},
        {"state": "-", "id": "1"},
        {"state": "+", "error": "no"},
    ),
}


@pytest.mark.parametrize("silent", SILENT)
@pytest.mark.parametrize(
    "options",
    [(), pytest.param(("--max-paid", "40"), marks=pytest.mark.exhaustive)],
    ids=["free", "with a limit"],
)
def test_where_the_spec_is_silent_of_refusals_nobody_is_blamed_for_one(silent: str, options: tuple[str, ...]) -> None:
    schema, made, refused = SILENT[silent]
    spec = told_inside(schema)
    seen: list[bool] = []
    verdict = judged_by(spec, answering(spec, made, refused, seen), *options)
    assert verdict.conforms == "undecided", [finding["text"] for finding in verdict.findings][:1]
    assert any("x-refusal" in doubt for doubt in verdict.doubts())
    assert 0 < verdict.counts().paid == sum(seen)


@pytest.mark.parametrize("silent", SILENT)
def test_where_the_spec_is_silent_what_is_made_of_a_broken_request_is_found(silent: str) -> None:
    schema, made, _ = SILENT[silent]
    spec = told_inside(schema)
    assert judged_by(spec, answering(spec, made, made, [])).conforms == "no"
