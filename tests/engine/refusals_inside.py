"""Specs of a create that answers everything with 200: what is made, and what was refused."""

from __future__ import annotations

from typing import Any

from clausewise.spec import Spec
from tests.engine.other_specs import NAMED, create, document, spec_of


def code(values: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["code"], "properties": {"code": values, "message": {"type": "string"}}}


def told_inside(schema: Any, **response: Any) -> Spec:
    """A create that answers everything with 200."""
    content = {"application/json": {"schema": schema}}
    whole = document(make=create("makeTask", {**NAMED, "properties": {"name": {"enum": ["a", "b"]}}}))
    whole["paths"]["/make"]["post"]["responses"] = {
        "200": {"description": "Made or not", "content": content, **response}
    }
    return spec_of(whole)


#: Sides that no constant tells apart.
NO_CONSTANT = {"oneOf": [{"type": "object", "required": ["id"]}, {"type": "object", "required": ["error"]}]}

FLAT = {
    "type": "object",
    "required": ["base"],
    "properties": {"base": code({"type": "integer"}), "id": {"type": "string"}},
}


def well(word: str, *needed: str) -> dict[str, Any]:
    fields = {name: {"type": "string"} for name in needed}
    return {"type": "object", "required": ["state", *needed], "properties": {"state": {"const": word}, **fields}}
