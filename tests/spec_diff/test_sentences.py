"""A sentence names what changed, and says from what to what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clausewise.diff import changes
from clausewise.spec import Spec

TEXT: dict[str, Any] = {"type": "string"}


def said(old: Any, new: Any, place: str = "body") -> list[str]:
    """The sentences about a query parameter `q`, or about the field `q` of a body."""
    specs = []
    for schema in (old, new):
        operation: dict[str, Any] = {"responses": {"200": {"description": "ok"}}}
        if place == "query":
            operation["parameters"] = [{"name": "q", "in": "query", "schema": schema}]
        else:
            body = {"type": "object", "properties": {"q": schema}}
            operation["requestBody"] = {"content": {"application/json": {"schema": body}}}
        document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": operation}}}
        specs.append(Spec.of(document, Path("t.yaml")))
    return [change.says for change in changes(*specs)]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (TEXT, {"enum": ["a"]}, "the type of {} is no longer named, and was string"),
        (TEXT, {"enum": ["a"]}, "{} may only be one of 'a' now"),
        ({"enum": [1, True, None]}, {}, "{} need no longer be one of 1, true, null"),
        ({"const": "a"}, {"const": "b"}, "{} must be 'b' now, no longer 'a'"),
        (TEXT, {**TEXT, "const": "b"}, "{} must be 'b' now"),
        ({**TEXT, "const": 1}, TEXT, "{} need no longer be 1"),
        ({**TEXT, "pattern": "^a"}, TEXT, "pattern '^a' of {} was removed"),
        ({**TEXT, "pattern": "^a"}, {**TEXT, "pattern": "^b"}, "pattern of {} went from '^a' to '^b'"),
        (TEXT, {"type": ["string", "null"]}, "{} may be null now"),
        (TEXT, {**TEXT, "not": {"const": "a"}}, "what {} must not be was added"),
    ],
)
def test_a_change_is_told_from_what_to_what(old: Any, new: Any, sentence: str) -> None:
    assert sentence.format("the request property `q`") in said(old, new)
    assert sentence.format("the request parameter `q`") in said(old, new, "query")
