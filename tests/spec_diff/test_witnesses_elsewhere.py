"""Witnesses of parameters, headers, callbacks and webhooks are true, as the package `jsonschema` judges them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clausewise.diff import changes
from clausewise.spec import Spec

TEXT, ONE = {"type": "string"}, {"type": "object", "properties": {"n": {"type": "integer"}}}
#: A schema, and one that takes less. A text that may be a number is one on the wire alone, and no object is sent there.
NARROWED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "shorter": (TEXT, {"type": "string", "maxLength": 2}),
    "a pattern": (TEXT, {"type": "string", "pattern": "^[a-z]+$"}),
    "listed": ({"type": "string", "enum": ["small", "large"]}, {"type": "string", "enum": ["small"]}),
    "higher": ({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 5}),
    "whole": ({"type": "number"}, {"type": "integer"}),
    "fewer": ({"type": "array", "items": TEXT}, {"type": "array", "items": TEXT, "maxItems": 1}),
    "a number": (TEXT, {"type": "integer"}),
    "demanded": (ONE, {**ONE, "required": ["n"]}),
    "closed": (ONE, {**ONE, "additionalProperties": False}),
    "a bound within": (ONE, {"type": "object", "properties": {"n": {"type": "integer", "maximum": 3}}}),
}
OF_TEXT, OF_JSON = ("a number",), ("demanded", "closed", "a bound within")


def _body(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _operation(**more: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "ok", **more.pop("answer", {})}}, **more}


def _parameter(place: str) -> Callable[[Any], dict[str, Any]]:
    parameter = {"name": "size", "in": place, "required": place == "path"}
    return lambda schema: {"paths": {"/a/{size}": {"get": _operation(parameters=[{**parameter, "schema": schema}])}}}


#: The documents with a schema at a place, and whether the client sends what it is about.
PLACES: dict[str, tuple[Callable[[Any], dict[str, Any]], bool]] = {
    **{f"{place} parameter": (_parameter(place), True) for place in ("query", "header", "path", "cookie")},
    "response header": (
        lambda schema: {"paths": {"/a": {"get": _operation(answer={"headers": {"X-Size": {"schema": schema}}})}}},
        False,
    ),
    "callback": (
        lambda schema: {
            "paths": {
                "/a": {
                    "post": _operation(callbacks={"on": {"{$url}": {"post": _operation(requestBody=_body(schema))}}})
                }
            }
        },
        False,
    ),
    "webhook": (lambda schema: {"webhooks": {"on": {"post": _operation(requestBody=_body(schema))}}}, False),
    "answer of a receiver": (
        lambda schema: {"webhooks": {"on": {"post": _operation(answer=_body(schema))}}},
        True,
    ),
}


def _read(value: Any) -> list[Any]:
    """Each value that a reader may take for what was written: the text of a number or truth value is one, too."""
    if isinstance(value, list):
        return [[one for item in value for one in _read(item)[:1]]]
    written = {True: "true", False: "false", None: ""}.get(value) if isinstance(value, bool | None) else str(value)
    found: list[Any] = [written, *([value] if isinstance(value, bool) else [])]
    for kind in (int, float):
        try:
            found.append(kind(str(written)))
        except ValueError:
            continue
    return found


def _takes(schema: Any, value: Any, *, as_text: bool) -> bool:
    validator = jsonschema.Draft202012Validator(schema)
    return any(validator.is_valid(one) for one in (_read(value) if as_text else [value]))


def _breaking(place: str, old: Any, new: Any) -> list[Any]:
    made = PLACES[place][0]
    specs = [
        Spec.of(
            {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, **made(schema)}, Path("t.yaml")
        )
        for schema in (old, new)
    ]
    return [change for change in changes(*specs) if change.severity == "breaking"]


def _is_text(place: str) -> bool:
    return place.endswith(("parameter", "header"))


@pytest.mark.parametrize(
    ("place", "name"),
    [(place, name) for place in PLACES for name in NARROWED if name not in (OF_JSON if _is_text(place) else OF_TEXT)],
)
def test_a_witness_is_taken_by_its_sender_and_refused_by_its_receiver(place: str, name: str) -> None:
    wide, narrow = NARROWED[name]
    old, new = (wide, narrow) if PLACES[place][1] else (narrow, wide)
    (change,) = _breaking(place, old, new)
    assert change.witness is not None
    assert _takes(wide, change.witness.value, as_text=_is_text(place)), change.witness
    assert not _takes(narrow, change.witness.value, as_text=_is_text(place)), change.witness
    assert _breaking(place, new, old) == []
