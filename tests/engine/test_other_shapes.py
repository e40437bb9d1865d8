"""Shapes that other APIs have: constant headers, ids in the query, refusals inside 200, one schema for each model."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import JSON_HEADERS, Answer, Request, json_answer
from clausewise.probes.plan import PlanOptions
from clausewise.probes.probe import Kind
from clausewise.report.verdict import Verdict
from clausewise.spec import Spec
from clausewise.spec.refusals import is_refusal
from tests.engine.driver import Engine, Outcome, planned
from tests.reports.judged import judged

OPTIONS = PlanOptions(free=True)
REFUSED = {"description": "Refused"}


def document(**paths: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {f"/{k}": v for k, v in paths.items()}}


def create(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    """A paid create that takes a schema."""
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    responses = {"200": {"description": "Made"}, "400": REFUSED, "415": REFUSED}
    return {"post": {"operationId": name, "x-paid": True, "requestBody": body, "responses": responses, **more}}


def spec_of(whole: dict[str, Any]) -> Spec:
    return Spec(whole, Path("other.yaml"))


def checked(engine: Engine, spec: Spec, server: MockServer | None = None) -> Outcome:
    return engine.check(server or MockServer(spec), spec=spec, options=OPTIONS)


def passing_over(spec: Spec, forget: Callable[[Request], Request]) -> MockServer:
    """A server that judges another request than the one that was sent."""
    server = MockServer(spec)
    answer = server.steps.answer
    server.steps.answer = lambda request: answer(forget(request))
    return server


NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
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


def judged_by(spec: Spec, server: MockServer | None = None, *options: str) -> Verdict:
    with TemporaryDirectory() as folder:
        path = Path(folder, "spec.json")
        path.write_text(json.dumps(spec.document))
        return judged(server or MockServer(spec), "--spec", str(path), *options)


def test_any_listed_answer_of_success_is_one() -> None:
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


def code(values: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["code"], "properties": {"code": values, "message": {"type": "string"}}}


ONE = {
    "type": "object",
    "required": ["base", "id"],
    "properties": {"base": code({"const": 0}), "id": {"type": "string"}},
}
OTHER = {"type": "object", "required": ["base"], "properties": {"base": code({"type": "integer", "minimum": 1})}}
FLAT = {
    "type": "object",
    "required": ["base"],
    "properties": {"base": code({"type": "integer"}), "id": {"type": "string"}},
}
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


def model(name: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["model", "text"], "properties": {"model": name, **fields}}


BRANCHES = {
    "oneOf": [
        model({"const": "swift"}, text={"type": "string"}, seconds={"type": "integer", "enum": [4, 6, 8]}),
        model({"enum": ["grand", "grand-fast"]}, text={"type": "string"}, sound={"type": "boolean"}),
    ]
}
CHOICE = spec_of(document(make=create("makeVideo", BRANCHES)))


def bodies(spec: Spec, *kinds: Kind) -> list[dict[str, Any]]:
    return [json.loads(probe.call.body or b"null") for probe in planned(OPTIONS, spec) if probe.kind in kinds]


def test_each_side_of_a_choice_has_rows_of_its_own(engine: Engine) -> None:
    rows = bodies(CHOICE, Kind.ROW, Kind.PRODUCT)
    assert {(row["model"], row.get("seconds")) for row in rows} >= {("swift", 4), ("swift", 6), ("swift", 8)}
    assert {(row["model"], row.get("sound")) for row in rows} >= {
        (name, sound) for name in ("grand", "grand-fast") for sound in (None, True, False)
    }
    assert len({probe.id for probe in planned(OPTIONS, CHOICE)}) == len(planned(OPTIONS, CHOICE))
    assert checked(engine, CHOICE).texts == []


def refusing(spec: Spec, when: Callable[[Any], bool]) -> MockServer:
    server = MockServer(spec)
    answer = server.steps.answer

    def strict(request: Request) -> Answer:
        try:
            value = json.loads(request.body)
        except ValueError:
            return answer(request)
        refused = isinstance(value, dict) and when(value)
        return json_answer(400, {}) if refused and answer(request).status == 200 else answer(request)

    server.steps.answer = strict
    return server


def test_a_server_that_refuses_a_value_of_one_side_is_found_with_its_clause(engine: Engine) -> None:
    outcome = checked(engine, CHOICE, refusing(CHOICE, lambda body: body.get("seconds") == 6))
    assert "makeVideo-oneOf-0-seconds-enum" in outcome.clauses, outcome.texts


NESTED = {
    "type": "object",
    "required": ["name", "camera"],
    "properties": {
        "name": {"type": "string"},
        "camera": {
            "type": "object",
            "required": ["move"],
            "properties": {"move": {"enum": ["still", "pan", "zoom"]}, "speed": {"type": "integer", "minimum": 1}},
        },
        "shots": {"type": "array", "items": {"type": "object", "properties": {"kind": {"enum": ["wide", "close"]}}}},
    },
}
LEAVES = spec_of(document(make=create("makeFilm", NESTED)))


@pytest.mark.parametrize(
    ("when", "clause"),
    [
        (lambda body: body["camera"].get("move") == "zoom", "makeFilm-camera-move-enum"),
        (lambda body: body["camera"].get("speed") == 2, "makeFilm-camera-speed-minimum"),
        (lambda body: {"kind": "close"} in body.get("shots", []), "makeFilm-shots-items-kind-enum"),
    ],
    ids=["enum in an object", "number in an object", "enum in an array of objects"],
)
def test_a_server_that_refuses_one_nested_value_is_found(
    when: Callable[[Any], bool], clause: str, engine: Engine
) -> None:
    assert clause in checked(engine, LEAVES, refusing(LEAVES, lambda body: "camera" in body and when(body))).clauses


def lax(spec: Spec, pointer: tuple[Any, ...], schema: Any) -> MockServer:
    """A server of the same spec with another schema in one place."""
    whole = deepcopy(spec.document)
    node: Any = whole["paths"]["/make"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    for key in pointer[:-1]:
        node = node[key]
    node[pointer[-1]] = schema
    return MockServer(spec_of(whole))


@pytest.mark.parametrize(
    ("pointer", "schema", "clause"),
    [
        (("properties", "camera", "properties", "move"), {"type": "string"}, "makeFilm-camera-move-enum"),
        (("properties", "camera", "required"), [], "makeFilm-camera-move-required"),
        (("properties", "camera", "properties", "speed"), {"type": "integer"}, "makeFilm-camera-speed-minimum"),
        (("properties", "shots", "items"), {"type": "object"}, "makeFilm-shots-items-kind-enum"),
        (("properties", "shots", "items"), {}, "makeFilm-shots-items-type"),
    ],
)
def test_a_server_that_takes_a_wrong_nested_value_is_found(
    pointer: tuple[Any, ...], schema: Any, clause: str, engine: Engine
) -> None:
    assert clause in checked(engine, LEAVES, lax(LEAVES, pointer, schema)).clauses


WHOLES = {
    "a map": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1},
    "an array": {"type": "array", "minItems": 1, "items": NAMED},
    "a text": {"type": "string", "enum": ["on", "off"]},
}


@pytest.mark.parametrize("schema", WHOLES.values(), ids=WHOLES)
def test_a_body_that_is_no_object_of_fields_is_varied_as_a_whole(schema: Any, engine: Engine) -> None:
    spec = spec_of(document(make=create("putIt", schema)))
    assert bodies(spec, Kind.ROW)
    assert bodies(spec, Kind.NEAR_MISS)
    assert checked(engine, spec).texts == []
    server = MockServer(spec)
    server.steps.judge = lambda *_: []
    assert checked(engine, spec, server).clauses
