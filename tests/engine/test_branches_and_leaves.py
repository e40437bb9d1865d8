"""One schema for each model, nested objects and arrays: each side and each leaf is varied."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer, Request, json_answer
from clausewise.probes.probe import Kind
from clausewise.spec import Spec
from tests.engine.driver import Engine, planned
from tests.engine.other_specs import (
    NAMED,
    OPTIONS,
    checked,
    create,
    document,
    spec_of,
)


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
