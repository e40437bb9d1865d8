"""The properties of an object schema."""

from __future__ import annotations

from typing import Any

from clausewise.spec import Spec
from clausewise.spec.walking import Location


def properties(spec: Spec, path: Location) -> dict[str, tuple[Location, bool]]:
    """The properties of an object schema, those of its `allOf` branches too: path and whether required."""
    where, node = spec.follow(path)
    found: dict[str, tuple[Location, bool]] = {}
    if not isinstance(node, dict):
        return found
    required: set[Any] = set(node.get("required", []))
    for index, branch in enumerate(node.get("allOf", [])):
        if isinstance(branch, dict) and not {"not", "if"} & branch.keys():
            found |= properties(spec, (*where, "allOf", index))
            required |= set(branch.get("required", []))
    for name, schema in node.get("properties", {}).items():
        if schema is not False:
            found[name] = ((*where, "properties", name), False)
    return {name: (at, needed or name in required) for name, (at, needed) in found.items()}
