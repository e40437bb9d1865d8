"""Changes that stand where other tests have none: a forbidden field, a callback behind a reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clausewise.diff import changes
from clausewise.spec import Spec


def _document(body: Any, answer: Any, callback: Any) -> Spec:
    notified = {"filled": {"$ref": "#/components/callbacks/Filled"}}
    operation = {
        "operationId": "fill",
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": answer}}}},
        "callbacks": notified,
    }
    told = {"requestBody": {"required": True, "content": {"application/json": {"schema": callback}}}}
    called = {"{$request.body#/url}": {"post": {**told, "responses": {"200": {"description": "taken"}}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/fill": {"post": operation}},
        "components": {"callbacks": {"Filled": called}},
    }
    return Spec.of(document, Path("neighbours.json"))


_OPEN = {"type": "object", "properties": {"url": {"type": "string"}}}
_FORBIDDEN = {"type": "object", "properties": {"url": {"type": "string"}, "age": False}}
_CLOSED = {**_OPEN, "additionalProperties": False}


@pytest.mark.parametrize(
    ("old", "new", "worst"),
    [
        ((_OPEN, _OPEN, _OPEN), (_FORBIDDEN, _OPEN, _OPEN), "breaking"),
        ((_FORBIDDEN, _OPEN, _OPEN), (_OPEN, _OPEN, _OPEN), "not breaking"),
        ((_CLOSED, _OPEN, _OPEN), ({**_FORBIDDEN, "additionalProperties": False}, _OPEN, _OPEN), "not breaking"),
        ((_OPEN, _FORBIDDEN, _OPEN), (_OPEN, _OPEN, _OPEN), "breaking"),
        ((_OPEN, _OPEN, _OPEN), (_OPEN, _FORBIDDEN, _OPEN), "not breaking"),
        ((_OPEN, _OPEN, {**_OPEN, "required": ["url"]}), (_OPEN, _OPEN, _OPEN), "breaking"),
        ((_OPEN, _OPEN, _OPEN), (_OPEN, _OPEN, {**_OPEN, "required": ["url"]}), "not breaking"),
    ],
)
def test_the_worst_severity_of_a_change_is_the_expected_one(
    old: tuple[Any, Any, Any], new: tuple[Any, Any, Any], worst: str
) -> None:
    found = changes(_document(*old), _document(*new))
    breaking = [change for change in found if change.severity == "breaking"]
    assert found
    assert bool(breaking) is (worst == "breaking"), found
    assert all(change.witness for change in breaking), found
