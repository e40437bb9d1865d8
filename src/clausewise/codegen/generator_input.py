"""The spec as the client generator should read it.

The generator makes a promise of everything it reads. Some things in a spec are no promise to the
caller of a client, or more than the generator can keep, so it is not shown them:

- `default` says what the server does with a field that is left out. The generator would send it.
- `x-open-enum` says that other words may come. The generator would refuse them.
- `format` that no documented clause claims. The generator would parse a `uuid` or a `date-time`
  and fail on any other string, and the id of a paid task would be lost.
- a choice that only says which fields of an object go together. The generator would make no class of it.
- a header of one value, as a constant. The generator makes no function of it; as a default it is always sent.
- other media types of a body that may be JSON. The generator would write code that does not run.
- values that are lists or mappings, as constants. The generator reads only scalars.
- callbacks by reference. The generator makes nothing of callbacks, and refuses a document with a reference there.
- `true` and `false` as schemas. The generator reads only mappings, but for `additionalProperties`.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from clausewise.spec import Spec
from clausewise.spec.clauses import clauses_at
from clausewise.spec.operations import JSON
from clausewise.spec.references import leads_on
from clausewise.spec.vocabulary import NAMED
from clausewise.spec.walking import Location, rebuilt

#: The meanings of `true` and `false` as schemas (JSON Schema 2020-12, Core, 4.3.2).
_ANYTHING: dict[str, Any] = {}
_NOTHING: dict[str, Any] = {"not": {}}


def generator_input(spec: Spec) -> dict[str, Any]:
    """A copy of the document, changed where the generator would promise too much."""
    document: dict[str, Any] = _shown(spec, spec.document, "document", ())
    return document


def _shown(spec: Spec, node: Any, kind: str, path: Location) -> Any:
    """A copy of an object of the spec, as the generator is shown it."""
    if not isinstance(node, dict):
        written = kind != "schema" or (path[-1] == "additionalProperties" and path[-2] not in NAMED)
        return node if written else _ANYTHING if node else _NOTHING
    if kind == "request body" and JSON in node.get("content", {}):
        node = {**node, "content": {JSON: node["content"][JSON]}}
    if kind == "operation" and "responses" not in node:
        node = {**node, "responses": {}}  # may be left out in OpenAPI 3.1, and the generator wants it
    if kind == "operation" and "callbacks" in node:  # the generator takes a reference for a path item
        own = {name: each for name, each in node["callbacks"].items() if not leads_on(each)}
        node = {**node, "callbacks": own}
    copy = rebuilt(node, kind, partial(_shown, spec), path)
    if kind == "paths":  # the generator takes every key for a path
        copy = {key: item for key, item in copy.items() if not key.startswith("x-")}
    if kind == "parameter" and node.get("in") in ("header", "cookie"):
        copy.update(_constant(spec, node))
    return _schema(spec, node, copy, component=path[:-1] == ("components", "schemas")) if kind == "schema" else copy


def _constant(spec: Spec, node: Any) -> dict[str, Any]:
    """The schema of a header of one value as its default: the generator makes no function of one with a constant."""
    constant = _only_value(spec, node.get("schema", {}))
    if isinstance(constant, (bool, int, float)):
        constant = json.dumps(constant)  # as it is written in a header
    return {"schema": {"type": "string", "default": constant}} if isinstance(constant, str) else {}


def _only_value(spec: Spec, schema: Any) -> Any:
    """The one value that a schema takes, by itself or by a part of it; None where there are others, or none."""
    schema = spec.resolve(schema)
    if not isinstance(schema, dict):
        return None
    if "const" in schema:
        return schema["const"]
    parts = (_only_value(spec, part) for part in schema.get("allOf", []))
    return next((value for value in parts if value is not None), None)


def _schema(spec: Spec, node: Any, copy: dict[str, Any], *, component: bool) -> dict[str, Any]:
    for keyword in ("oneOf", "anyOf"):
        if "properties" in node and _only_ties(spec, node, keyword):
            copy.pop(keyword, None)
    for keyword in ("enum", "const"):
        values = copy.get("enum", []) if keyword == "enum" else [copy.get("const")]
        if any(isinstance(value, (list, dict)) for value in values):
            del copy[keyword]
    if "default" in copy:
        said = json.dumps(copy.pop("default"), ensure_ascii=False)
        copy["description"] = f"{copy.get('description', '').rstrip()}\nDefault of the server: {said}.".lstrip()
    if not all(clause.basis == "documented" for clause in clauses_at(node, "") if clause.governs("format")):
        copy.pop("format", None)
    # A component stays an enum of its own; the places that refer to it are opened.
    open_enum = spec.resolve(node).get("x-open-enum", False) and not component
    return _opened(copy, spec.resolve(node).get("description", "")) if open_enum else copy


def _only_ties(spec: Spec, node: Any, keyword: str) -> bool:
    """Tell whether the sides of a choice only say which fields of an object go together: a rule, no classes."""
    sides = [spec.resolve(side) for side in node.get(keyword, [])]
    known = node["properties"].keys()
    return bool(sides) and all(isinstance(side, dict) and side.get("properties", {}).keys() <= known for side in sides)


def _opened(node: dict[str, Any], description: str) -> dict[str, Any]:
    """The enum, or any other string."""
    return {"anyOf": [node, {"type": "string"}], "description": description}
