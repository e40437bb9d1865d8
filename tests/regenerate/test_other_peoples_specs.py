"""The client of somebody else's spec has all that can be made: house rules are advice there, and gaps are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausewise.cli import drift, regenerate
from tests.sampling import sampled

MADE: dict[str, Any] = {
    "description": "Made",
    "content": {"application/json": {"schema": {"type": "object", "properties": {}}}},
}
REFUSED: dict[str, Any] = {"description": "No", "content": {"application/json": {"schema": {"type": "object"}}}}
NAMED: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def spec(schema: Any = None, *, responses: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": "makeThing", "responses": responses or {"200": MADE, "400": REFUSED}}
    if schema is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    info = {"title": "Things", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": {**operation, **more}}}}


def made(document: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Make a client of a document; gives what was said."""
    (folder / "spec.json").write_text(json.dumps(document), encoding="utf-8")
    where = ["--spec", str(folder / "spec.json"), "--output", str(folder / "client")]
    assert regenerate.main(where) == 0, capsys.readouterr().err
    assert list((folder / "client").glob("api/*/make_thing.py"))
    return capsys.readouterr().out


UNUSED = {"schemas": {"Unused": {"type": "object"}}}
TASTE: dict[str, tuple[dict[str, Any], str]] = {
    "component-unused": ({**spec(NAMED), "components": UNUSED}, "[component-unused]"),
    "no refusal": (spec(NAMED, responses={"200": MADE}), "[response-refusals-missing]"),
    "names of values": (spec({**NAMED, "properties": {"name": {"enum": ["4:3", "1:1"]}}}), "[enum-name-unreadable]"),
    "default answer": (spec(NAMED, responses={"200": MADE, "default": REFUSED}), "[response-default]"),
    "invalid example": (spec({**NAMED, "properties": {"name": {"type": "string", "example": 5}}}), "[example-invalid]"),
}


@pytest.mark.parametrize(("document", "advice"), TASTE.values(), ids=TASTE)
def test_what_is_taste_is_advice(
    document: dict[str, Any], advice: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = made(document, tmp_path, capsys)
    assert any(line.startswith("advice") and advice in line for line in said.splitlines())
    assert "1 request" in said or "1 requests" in said


def test_an_operation_that_the_generator_drops_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = spec(NAMED)
    body = {"required": True, "content": {"application/x-strange": {"schema": {"type": "object"}}}}
    document["paths"]["/odd"] = {"post": {"operationId": "sendOdd", "requestBody": body, "responses": {"200": MADE}}}
    said = made(document, tmp_path, capsys)
    assert "left out  sendOdd: the client has no function for POST /odd" in said


def test_a_request_that_the_client_cannot_check_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = {**NAMED, "unevaluatedProperties": False}
    paid: dict[str, Any] = {"x-paid": True}
    said = made(spec(schema, **paid), tmp_path, capsys)
    assert "left out  the client does not check the requests of makeThing" in said
    assert "unevaluatedProperties" in said


def test_a_limit_of_another_draft_is_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plain generator reads no limits: with and without `exclusiveMinimum: true` of draft 4 it makes the same."""
    count = {"type": "integer", "minimum": 0, "exclusiveMinimum": True, "maximum": 5}
    said = made(spec({**NAMED, "properties": {"name": {"type": "string"}, "count": count}}), tmp_path, capsys)
    told = [line for line in said.splitlines() if line.startswith("left out")]
    assert len(told) == 1
    assert "/properties/count/exclusiveMinimum: this is no schema" in told[0]
    contract = (tmp_path / "client" / "contract.json").read_text("utf-8")
    assert "exclusiveMinimum" not in contract
    where = ["--spec", str(tmp_path / "spec.json"), "--output", str(tmp_path / "client")]
    assert drift.main(where) == 0
    assert "/properties/count/exclusiveMinimum" in capsys.readouterr().out


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "int"},
        {"properties": {"minimum": 5}},
        {"items": [{"type": "string"}]},
        {"minimum": "1", "type": "int"},
        {"enum": "x", "required": True},
    ],
    ids=str,
)
def test_what_is_more_than_a_limit_is_refused(
    schema: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(spec(schema)), encoding="utf-8")
    assert regenerate.main(["--spec", str(tmp_path / "spec.json"), "--output", str(tmp_path / "client")]) == 2
    assert "#/paths/~1things/post" in capsys.readouterr().err
    assert not (tmp_path / "client").exists()


#: What the trial makes up itself, and must not blame the client for.
MADE_UP = {
    "text beyond ASCII in a header": spec(
        parameters=[{"name": "X-A", "in": "header", "required": True, "schema": {"type": "string", "minLength": 2}}]
    ),
    "map": spec({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1}),
    "array of objects": spec({"type": "array", "minItems": 1, "items": NAMED}),
    "array or nothing": spec({"oneOf": [{"type": "array", "items": NAMED, "minItems": 1}, {"type": "null"}]}),
    "one of two": spec(
        {"oneOf": [NAMED, {**NAMED, "required": ["size"], "properties": {"size": {"type": "integer"}}}]}
    ),
    "number in a header": spec(
        parameters=[{"name": "X-N", "in": "header", "required": True, "schema": {"type": "integer", "minimum": 3}}]
    ),
    "pattern in a query": spec(
        parameters=[
            {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "pattern": "^[a-f]{3}$"}}
        ]
    ),
}


@pytest.mark.parametrize("name", sampled(MADE_UP, every=2))
def test_what_the_trial_makes_up_is_what_a_request_can_carry(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = made(MADE_UP[name], tmp_path, capsys)
    assert "not answered or not read" not in said
    assert "was not tried" not in said
