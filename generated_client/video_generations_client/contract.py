"""The operations of the spec, as the generation has left them beside the models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .record import RecordForm


@dataclass(frozen=True)
class Operation:
    """One operation of the spec. `request` is the schema of its body, None where the client sends none.

    `refusals` are the schemas of the answers of success by which it is refused all the same.
    """

    id: str
    method: str
    path: str
    paid: bool
    links: tuple[dict[str, Any], ...]
    request: dict[str, Any] | None
    refusals: tuple[dict[str, Any], ...] = ()

    def url_path(self, **parameters: str) -> str:
        """The path with its parameters, URL-encoded: an id may hold a slash or a colon."""
        path = self.path
        for name, value in parameters.items():
            # A segment of dots is a way up to every URL parser, unless its dots are encoded.
            segment = quote(value, safe="") if value.strip(".") else value.replace(".", "%2E")
            path = path.replace(f"{{{name}}}", segment)
        return path


@dataclass(frozen=True)
class Contract:
    """The create, the read of what it starts, where the answer to the create holds the id, and the form of a record."""

    create: Operation
    read: Operation
    parameter: str
    id_location: tuple[str, ...]
    record: RecordForm


@cache
def contract() -> Contract:
    """The contract of the spec that this package was generated from, read once."""
    whole = _described()
    described = whole["operations"]
    # Other operations may be paid too; the create is the one that leads to what it has started.
    create = operation(next(name for name in described if described[name]["paid"] and described[name]["links"]))
    link = create.links[0]
    read = operation(link["operation"])
    record = RecordForm.of(whole.get("task", {}))
    return Contract(create, read, link["parameter"], tuple(link["location"]), record)


@cache
def operation(name: str) -> Operation:
    """An operation of the spec by its id."""
    node = _described()["operations"][name]
    links, refusals = tuple(node["links"]), tuple(node.get("refusals", ()))
    return Operation(name, node["method"], node["path"], node["paid"], links, node.get("request"), refusals)


@cache
def _described() -> dict[str, Any]:
    text = (Path(__file__).parent / "_generated" / "contract.json").read_text(encoding="utf-8")
    described: dict[str, Any] = json.loads(text)
    return described


def takes_null(node: Any, schema: Mapping[str, Any]) -> bool:
    """Tell whether a part of a schema takes null as a value.

    Args:
        node: The part.
        schema: The whole, whose `$defs` it may refer to.
    """
    if not isinstance(node, Mapping):
        return node is not False
    parts = [schema.get("$defs", {}).get(str(node["$ref"]).rpartition("/")[2], False)] if "$ref" in node else []
    choices = [any(takes_null(part, schema) for part in node[key]) for key in ("anyOf", "oneOf") if key in node]
    kinds = node.get("type", "null")
    return (
        ("null" in kinds if isinstance(kinds, list) else kinds == "null")
        and None in node.get("enum", (None,))
        and node.get("const") is None
        and all(takes_null(part, schema) for part in [*parts, *node.get("allOf", [])])
        and all(choices)
    )
