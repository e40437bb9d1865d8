"""The spec as the client generator should read it.

The generator makes a promise of everything it reads. Some things in a spec are no promise to the
caller of a client, or more than the generator can keep, so it is not shown them:

- `default` says what the server does with a field that is left out. The generator would send it.
- `x-open-enum` says that other words may come. The generator would refuse them.
- `format` that no documented clause claims. The generator would parse a `uuid` or a `date-time`
  and fail on any other string, and the id of a paid task would be lost.
- other media types of a body that may be JSON. The generator would write code that does not run.
"""

from __future__ import annotations

import json
from typing import Any

from contract_tests.spec import Spec
from contract_tests.spec.clauses import clauses_at
from contract_tests.spec.operations import JSON

#: Keywords of JSON Schema whose value is a schema, a list of schemas, or schemas by name.
_ONE = {"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"}
_LIST = {"allOf", "anyOf", "oneOf", "prefixItems"}
_BY_NAME = {"properties", "patternProperties", "$defs", "dependentSchemas"}
#: Values, which may look like a schema and are none.
_DATA = {"example", "examples", "const", "enum", "value"}


def generator_input(spec: Spec) -> dict[str, Any]:
    """A copy of the document, changed where the generator would promise too much."""
    document: dict[str, Any] = _outside(spec, spec.document)
    return document


def _outside(spec: Spec, node: Any, name: str = "") -> Any:
    """Copy a node that is no schema, and change the schemas in it."""
    if isinstance(node, list):
        return [_outside(spec, child) for child in node]
    if not isinstance(node, dict):
        return node
    if name == "requestBody" and JSON in node.get("content", {}):
        node = {**node, "content": {JSON: node["content"][JSON]}}
    if name == "requestBodies":
        return {key: _outside(spec, child, "requestBody") for key, child in node.items()}
    if name == "schemas":
        return {key: _schema(spec, child, component=True) for key, child in node.items()}
    return {
        key: _schema(spec, child) if key == "schema" else child if _is_data(key) else _outside(spec, child, key)
        for key, child in node.items()
    }


def _schema(spec: Spec, node: Any, *, component: bool = False) -> Any:
    if not isinstance(node, dict):
        return node
    copy = {key: _keyword(spec, key, value) for key, value in node.items()}
    if "default" in copy:
        said = json.dumps(copy.pop("default"), ensure_ascii=False)
        copy["description"] = f"{copy.get('description', '').rstrip()}\nDefault of the server: {said}.".lstrip()
    if not all(clause.basis == "documented" for clause in clauses_at(node, "") if clause.governs("format")):
        copy.pop("format", None)
    # A component stays an enum of its own; the places that refer to it are opened.
    open_enum = spec.resolve(node).get("x-open-enum", False) and not component
    return _opened(copy, spec.resolve(node).get("description", "")) if open_enum else copy


def _keyword(spec: Spec, key: str, value: Any) -> Any:
    if key in _ONE:
        return _schema(spec, value)
    if key in _LIST:
        return [_schema(spec, child) for child in value]
    if key in _BY_NAME:
        return {name: _schema(spec, child) for name, child in value.items()}
    return value


def _opened(node: dict[str, Any], description: str) -> dict[str, Any]:
    """The enum, or any other string."""
    return {"anyOf": [node, {"type": "string"}], "description": description}


def _is_data(key: str) -> bool:
    return key in _DATA or key.startswith("x-")
