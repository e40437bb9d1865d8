"""Python types for the fields of a request, as source text."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterable, Mapping
from typing import Any

from clausewise.codegen.combinations import resolved

_BY_TYPE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


class Named:
    """The TypedDicts of one module: source text by name, each object of the schemas once."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def name(self, schema: Mapping[str, Any], node: Mapping[str, Any], wanted: str) -> str:
        """The name of the TypedDict of an object; its source is made when it is first asked for."""
        key = json.dumps([node, schema.get("$defs", {})], sort_keys=True, default=str)
        if key not in self._names:
            name = "".join(part[:1].upper() + part[1:] for part in re.split(r"\W|_", wanted)) or "Fields"
            name = f"Fields{name}" if name[:1].isdigit() else name
            while name in self._names.values() or keyword.iskeyword(name) or name in _TAKEN:
                name += "Fields"
            self._names[key] = name  # known before its content: an object may hold its like
            self.sources[name] = self._source(schema, node, name)
        return self._names[key]

    def _source(self, schema: Mapping[str, Any], node: Mapping[str, Any], name: str) -> str:
        fields = {}
        for field, child in node["properties"].items():
            kind = annotation(schema, child, self, field)
            fields[field] = f"Required[{kind}]" if field in node.get("required", []) else kind
        said = " ".join(str(node.get("description", "")).split()).replace("\\", "\\\\").replace('"', "'")
        if all(field.isidentifier() and not keyword.iskeyword(field) for field in fields):
            lines = [f"class {name}(TypedDict, total=False):"]
            lines += [f'    """{said[:110] or "An object of a request or an answer"}."""'.replace("..", ".")]
            return "\n".join([*lines, "", *(f"    {field}: {kind}" for field, kind in fields.items())])
        pairs = ", ".join(f"{field!r}: {kind!r}" for field, kind in fields.items())
        return f"{name} = TypedDict({name!r}, {{{pairs}}}, total=False)"


_TAKEN = {"Any", "Literal", "Mapping", "Required", "TypedDict", "Task", "NotGiven", "Unpack", "ABC"}


def annotation(schema: Mapping[str, Any], node: Any, named: Named | None = None, name: str = "") -> str:
    """The type of a field; `Any` where types cannot say what the schema does.

    An object with fields becomes a TypedDict of `named`, called after its component or after `name`.
    """
    name = node["$ref"].rpartition("/")[2] if isinstance(node, Mapping) and "$ref" in node else name
    node = resolved(schema, node)
    if "const" in node or "enum" in node:
        values = [node["const"]] if "const" in node else node["enum"]
        return _union([literal(values), *(["str"] if node.get("x-open-enum") else [])])
    for key in ("anyOf", "oneOf"):
        if key in node and "properties" not in node:
            return _union(annotation(schema, branch, named, name) for branch in node[key])
    if len(node.get("allOf", [])) == 1 and "type" not in node:
        return annotation(schema, node["allOf"][0], named, name)
    kinds = node.get("type", ["object"] if "properties" in node else [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return _union(_of_type(schema, node, kind, named, name) for kind in kinds)


def literal(values: Iterable[Any]) -> str:
    """A Literal of the values; the plain type for those that Literal does not take."""
    values = list(values)
    plain = [value for value in values if value is None or isinstance(value, (str, int))]
    if {repr(value) for value in plain} == {"True", "False"} and len(plain) == len(values):
        return "bool"
    named = f"Literal[{', '.join(map(repr, plain))}]" if plain else ""
    return _union([named, *("float" for value in values if isinstance(value, float))])


def _of_type(schema: Mapping[str, Any], node: Mapping[str, Any], kind: str, named: Named | None, name: str) -> str:
    if kind == "array":
        # A list and not any sequence: a string is a sequence of strings.
        one = name[:-1] if name.endswith("s") and not name.endswith("ss") else name
        return f"list[{annotation(schema, node.get('items', {}), named, one)}]"
    if kind == "object":
        return named.name(schema, node, name) if named is not None and node.get("properties") else "Mapping[str, Any]"
    return _BY_TYPE.get(kind, "Any")


def _union(parts: Iterable[str]) -> str:
    unique = list(dict.fromkeys(part for part in parts if part))
    return "Any" if not unique or "Any" in unique else " | ".join(unique)
