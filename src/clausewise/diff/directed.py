"""A spec as one direction sees it: what only the server sets is no part of requests, what it hides none of answers.

OpenAPI 3.1, "Fixed fields" of the Schema Object: a `readOnly` property that is required is so in answers alone, a
`writeOnly` one in requests alone. A media type, parameter or header without a schema takes any value.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from clausewise.diff.change import Direction
from clausewise.spec import Spec
from clausewise.spec.walking import rebuilt

#: The keyword that keeps a property out of each direction.
HIDDEN: dict[Direction, str] = {"request": "readOnly", "response": "writeOnly"}
_WITH_SCHEMA = ("media type", "parameter", "header")


@cache
def directed(spec: Spec, direction: Direction) -> Spec:
    """A copy of a spec in which the properties of the other direction take any value and are required nowhere."""
    hidden = HIDDEN[direction]

    def changed(node: Any, kind: str, *_: object) -> Any:
        if not isinstance(node, dict):
            return node
        if kind == "schema":
            names = {name for name, field in _fields(node).items() if _is(spec, field, hidden)}
            if names:
                node = {**node, "properties": _opened(node["properties"], names, hidden)}
                node["required"] = [name for name in node.get("required", ()) if name not in names]
            node = {key: value for key, value in node.items() if key not in HIDDEN.values() or key == hidden}
        elif kind in _WITH_SCHEMA and "$ref" not in node and not {"schema", "content"} & node.keys():
            node = {**node, "schema": {}}
        return rebuilt(node, kind, changed)

    return Spec(changed(spec.document, "document"), spec.source)


def _fields(node: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = node.get("properties", {})
    return found


def _is(spec: Spec, field: Any, hidden: str) -> bool:
    resolved = spec.resolve(field)
    return isinstance(resolved, dict) and resolved.get(hidden) is True


def _opened(fields: dict[str, Any], names: set[str], hidden: str) -> dict[str, Any]:
    return {name: {hidden: True} if name in names else field for name, field in fields.items()}
