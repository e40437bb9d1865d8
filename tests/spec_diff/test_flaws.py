"""A flaw in one part of a spec is told, and the rest is compared all the same."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from clausewise.cli.diff import main

TEXT = {"type": "object", "properties": {"name": {"type": "string"}}}


def _post(schema: Any, **more: Any) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}}
    return {"post": {"requestBody": content, "responses": {"200": {"description": "ok"}}, **more}}


SOUND: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/one": _post(TEXT, operationId="one"),
        "/two": _post({"$ref": "#/components/schemas/Two"}, operationId="two"),
        "/three": _post({"items": {"$ref": "#/components/schemas/Two"}}, operationId="three"),
    },
    "webhooks": {"hook": _post(TEXT)},
    "components": {"schemas": {"Two": TEXT}},
}
NARROWED = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 2}}}
#: Places of a flaw, what is there, and the names of what is not compared.
FLAWS: dict[str, tuple[tuple[str, ...], Any, list[str]]] = {
    "a reference that leads nowhere": (
        ("paths", "/two", "post", "requestBody", "content", "application/json", "schema"),
        {"$ref": "#/components/schemas/Twoo"},
        ["post /two"],
    ),
    "a component with a type that is none": (
        ("components", "schemas", "Two"),
        {"type": "int"},
        ["post /two", "post /three"],
    ),
    "a component that leads nowhere": (
        ("components", "schemas", "Two"),
        {"$ref": "#/components/schemas/Gone"},
        ["post /two", "post /three"],
    ),
    "an answer without its words": (("paths", "/two", "post", "responses", "200"), {}, ["post /two"]),
    "a webhook of another shape": (("webhooks", "hook", "post", "requestBody"), ["x"], ["hook"]),
    "a path of another shape": (("paths", "/three"), "x", ["/three"]),
}


def said(
    folder: Path, capsys: pytest.CaptureFixture[str], old: dict[str, Any], new: dict[str, Any]
) -> tuple[int, dict[str, Any], str]:
    files = [folder / "old.json", folder / "new.json"]
    for file, document in zip(files, (old, new), strict=True):
        file.write_text(json.dumps(document), encoding="utf-8")
    code = main([*map(str, files), "--format", "json"])
    told = capsys.readouterr()
    return code, json.loads(told.out or "{}"), told.err


def flawed(name: str, document: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(document)
    (*way, last), value, _ = FLAWS[name]
    at: Any = made
    for key in way:
        at = at[key]
    at[last] = value
    return made


def narrowed() -> dict[str, Any]:
    made = copy.deepcopy(SOUND)
    made["paths"]["/one"] = _post(NARROWED, operationId="one")
    return made


@pytest.mark.parametrize("name", FLAWS)
def test_a_break_is_told_beside_a_flaw_elsewhere(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for old, new in ((SOUND, flawed(name, narrowed())), (flawed(name, SOUND), narrowed())):
        code, told, error = said(tmp_path, capsys, old, new)
        assert code == 5, error
        assert [change["id"] for change in told["changes"]].count("request-property-max-length-set") == 1
        left_out = [change for change in told["changes"] if change["id"] == "not-compared"]
        assert sorted(change["says"].split(" was ")[0] for change in left_out) == sorted(FLAWS[name][2])
        assert len(told["changes"]) == 1 + len(left_out), told
        assert error.count("\n") == 1, error


@pytest.mark.parametrize("name", FLAWS)
def test_nothing_is_called_unchanged_beside_a_flaw(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, error = said(tmp_path, capsys, SOUND, flawed(name, SOUND))
    assert code == 2
    assert {change["id"] for change in told["changes"]} == {"not-compared"}
    assert error.count("\n") == 1, error


def test_a_spec_of_nothing_but_flaws_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = {**SOUND, "paths": {"/one": _post({"type": "int"})}, "webhooks": {}, "components": {}}
    code, told, error = said(tmp_path, capsys, one, one)
    assert (code, told) == (2, {})
    assert error.count("\n") == 1, error


TWICE = {**SOUND["paths"], "/two": _post(TEXT, operationId="one")}
UNDESCRIBED = {**SOUND["paths"], "/two/{id}": _post(TEXT, operationId="four")}


@pytest.mark.parametrize("paths", [TWICE, UNDESCRIBED], ids=["an operation id twice", "an undescribed path name"])
def test_a_flawed_spec_is_never_said_to_have_no_changes(
    paths: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "spec.json"
    file.write_text(json.dumps({**SOUND, "paths": paths}), encoding="utf-8")
    assert main([str(file), str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == "no changes in what could be compared\n"
    assert told.err.startswith(str(file))
    assert main([str(file), str(file), "--format", "json"]) == 2
    told = capsys.readouterr()
    assert [told.err.splitlines()[0].split(" (and ")[0]] == json.loads(told.out)["flaws"][:1]


def test_a_flaw_of_the_whole_is_told_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, error = said(tmp_path, capsys, SOUND, {**SOUND, "info": {"title": "T"}})
    assert (code, told) == (2, {})
    assert "version" in error


def test_a_default_that_its_schema_refuses_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A default refuses no value; lint names it, and the comparison goes on."""
    odd = {"type": "object", "default": None, "properties": {"name": {"type": "string", "default": 5}}}
    old = {**SOUND, "paths": {**SOUND["paths"], "/one": _post(odd, operationId="one")}}
    new = {**old, "paths": {**old["paths"], "/three": _post(NARROWED, operationId="three")}}
    code, _, err = said(tmp_path, capsys, old, new)
    assert (code, err) == (5, "")


@pytest.mark.parametrize(("before", "after"), [({"enum": [1]}, {"enum": [True]}), ({"const": 0}, {"const": False})])
def test_a_number_is_no_truth_value(
    before: Any, after: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = (
        {**SOUND, "paths": {**SOUND["paths"], "/one": _post({"properties": {"n": each}}, operationId="one")}}
        for each in (before, after)
    )
    assert said(tmp_path, capsys, old, new)[0] == 5
    assert said(tmp_path, capsys, new, old)[0] == 5


@pytest.mark.parametrize("idle", [{"then": {"required": ["x"]}}, {"else": False}, {"minContains": 2}], ids=str)
def test_a_keyword_that_says_nothing_alone_is_no_danger(
    idle: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = {**SOUND, "paths": {**SOUND["paths"], "/one": _post({**TEXT, **idle}, operationId="one")}}
    for pair in ((SOUND, new), (new, SOUND)):
        code, told, _ = said(tmp_path, capsys, *pair)
        assert code == 0
        assert {change["severity"] for change in told["changes"]} <= {"documentation", "compatible"}
