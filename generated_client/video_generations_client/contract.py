"""What the spec says of the operations, as the generation has left it beside the models."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True)
class Operation:
    """One operation of the spec. `request` is the schema of its body, None unless it is paid."""

    id: str
    method: str
    path: str
    paid: bool
    links: tuple[dict[str, Any], ...]
    request: dict[str, Any] | None

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
    """The create, the read of what it starts, and where the answer to the create holds the id."""

    create: Operation
    read: Operation
    parameter: str
    id_location: tuple[str, ...]


@cache
def contract() -> Contract:
    """The contract of the spec that this package was generated from, read once."""
    text = (Path(__file__).parent / "_generated" / "contract.json").read_text(encoding="utf-8")
    described = json.loads(text)["operations"]
    create = _operation(next(name for name in described if described[name]["paid"]), described)
    link = create.links[0]
    read = _operation(link["operation"], described)
    return Contract(create, read, link["parameter"], tuple(link["location"]))


def _operation(name: str, described: dict[str, Any]) -> Operation:
    node = described[name]
    return Operation(name, node["method"], node["path"], node["paid"], tuple(node["links"]), node.get("request"))
