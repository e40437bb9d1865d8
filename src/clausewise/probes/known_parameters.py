"""The parameters of an operation: which have values that the spec tells, and a call that carries them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from clausewise.probes.probe import Call
from clausewise.schema.value_classes import value_classes
from clausewise.spec import Basis, Clause, Operation, Parameter, Spec

#: How many values of one parameter are sent.
MOST_VALUES = 12
#: Headers that OpenAPI leaves to other parts of the document (3.1, "Parameter Object").
IGNORED_HEADERS = {"accept", "content-type", "authorization"}


@dataclass(frozen=True)
class Told:
    """One value of a parameter, on what ground it is known to be taken, and the clause that says so."""

    value: Any
    basis: Basis
    clause: Clause


def linked(spec: Spec, operation: Operation) -> set[str]:
    """The names of the parameters whose values another operation's answer tells, by a link."""
    return {link.parameter for other in spec.operations for link in other.links if link.target == operation.id}


def wanted(operation: Operation) -> list[Parameter]:
    """The parameters that a request must have."""
    ignored = [p for p in operation.parameters if p.in_ == "header" and p.name.lower() in IGNORED_HEADERS]
    return [parameter for parameter in operation.parameters if parameter.required and parameter not in ignored]


def untold(spec: Spec, operation: Operation) -> set[str]:
    """The names of the required parameters whose values neither a link nor the schema tells."""
    names = {parameter.name for parameter in wanted(operation) if not told(spec, parameter)}
    return names - linked(spec, operation)


def told(spec: Spec, parameter: Parameter) -> list[Told]:
    """The values of a parameter that the spec tells: its constants, or examples, as far as a request can carry them.

    Any other value that its schema takes may be the id of nothing.
    """
    _, node = spec.follow(parameter.location)
    node = node if isinstance(node, dict) else {}
    item = spec.resolve(node.get("items", {})) if node.get("type") == "array" else {}
    closed = bool({"const", "enum"} & node.keys()) or node.get("type") == "boolean"
    closed = closed or (isinstance(item, dict) and "enum" in item)
    # A number between two limits in a path may be an id; elsewhere it is a size or a page.
    closed = closed or (parameter.in_ != "path" and {"minimum", "maximum"} <= node.keys())
    found: list[Told] = []
    clause = spec.governing(spec.follow(parameter.location)[0], "type")
    if closed:
        found += [Told(one.value, one.basis, one.clause) for one in value_classes(spec, parameter.location)]
    # What an example of a path names need not be there.
    shown = [*parameter.examples, *(node[key] for key in ("default", "example") if key in node)]
    shown += node.get("examples", [])
    if parameter.in_ != "path":
        found += [Told(value, "exemplified", clause) for value in shown]
    elif "default" in node:
        found.append(Told(node["default"], "exemplified", clause))
    known: dict[str, Told] = {}
    for one in found:
        if carried(parameter, one.value):
            known.setdefault(written(one.value) or "", one)
    return list(known.values())[:MOST_VALUES]


def written(value: Any) -> str | None:
    """A value as a parameter carries it; None for objects, which several styles write in many ways."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, list):
        parts = [written(item) for item in value if not isinstance(item, (list, dict))]
        return ",".join(part for part in parts if part is not None) if len(parts) == len(value) else None
    return None if isinstance(value, dict) else str(value)


def carried(parameter: Parameter, value: Any) -> bool:
    """Tell whether a value can be a text that HTTP lets stand in the place of the parameter (RFC 9110, 5.5)."""
    text = written(value)
    if text is None:
        return False
    if parameter.in_ in ("header", "cookie"):
        return bool(text) and text.isascii() and text.isprintable() and text == text.strip() and ";" not in text
    if parameter.in_ == "query":
        return bool(value != [])  # of an empty list nothing would be sent
    return bool(text) and text.isprintable() and not set(text) & set("/?#% .\\")


def with_parameters(spec: Spec, operation: Operation, call: Call, values: dict[str, Any] | None = None) -> Call:
    """The call with every required parameter that it lacks: of `values` by their names, or as the spec tells it."""
    given = values or {}
    for parameter in operation.parameters:
        known = told(spec, parameter) if parameter.required and parameter.name not in given else []
        if parameter.name in given:
            call = carrying(call, parameter, given[parameter.name])
        elif known and not _has(call, parameter):
            call = carrying(call, parameter, known[0].value)
    return call


def _has(call: Call, parameter: Parameter) -> bool:
    places = {"path": call.path_parameters, "query": call.query, "header": call.headers}
    return parameter.name in places.get(parameter.in_, {})


def carrying(call: Call, parameter: Parameter, value: Any) -> Call:
    """The call with a value of a parameter, in its place."""
    text = written(value) or ""
    if parameter.in_ == "path":
        return replace(call, path_parameters={**call.path_parameters, parameter.name: text})
    if parameter.in_ == "query":
        several = [written(item) for item in value] if isinstance(value, list) else text
        return replace(call, query={**call.query, parameter.name: several})
    if parameter.in_ == "header":
        return replace(call, headers={**call.headers, parameter.name: text})
    cookies = [call.headers["Cookie"]] if "Cookie" in call.headers else []
    return replace(call, headers={**call.headers, "Cookie": "; ".join([*cookies, f"{parameter.name}={quote(text)}"])})


def without(call: Call, parameter: Parameter) -> Call:
    """The call without a parameter of its query, headers or cookies."""
    headers = {name: value for name, value in call.headers.items() if name != parameter.name}
    if parameter.in_ == "cookie":
        headers.pop("Cookie", None)
    query = {name: value for name, value in call.query.items() if name != parameter.name or parameter.in_ != "query"}
    return replace(call, headers=headers if parameter.in_ != "query" else call.headers, query=query)
