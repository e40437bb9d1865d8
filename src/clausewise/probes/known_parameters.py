"""The parameters of an operation: which have values that the spec tells, and a call that carries them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote

from clausewise.probes.probe import Call
from clausewise.schema.value_classes import value_classes
from clausewise.spec import Basis, Clause, Link, Operation, Parameter, Spec
from clausewise.spec.operations import IGNORED_HEADERS
from clausewise.spec.walking import Location

#: The most values of one parameter that are sent.
MOST_VALUES = 12


@dataclass(frozen=True)
class KnownValue:
    """One value of a parameter, on what ground it is known to be taken, and the clause that says so."""

    value: Any
    basis: Basis
    clause: Clause


def linked(spec: Spec, operation: Operation) -> set[str]:
    """The names of the parameters whose values another operation's answer tells, by a link."""
    return {link.parameter for other in spec.operations for link in other.links if link.target == operation.id}


@cache
def _linked_places(spec: Spec) -> frozenset[Location]:
    """The places of the parameters whose values are ids that another operation answers with."""
    names = {operation.id: linked(spec, operation) for operation in spec.operations}
    return frozenset(p.location for each in spec.operations for p in each.parameters if p.name in names[each.id])


def wanted(operation: Operation) -> list[Parameter]:
    """The parameters that a request must have."""
    ignored = [p for p in operation.parameters if p.in_ == "header" and p.name.lower() in IGNORED_HEADERS]
    return [parameter for parameter in operation.parameters if parameter.required and parameter not in ignored]


def names_without_values(spec: Spec, operation: Operation) -> set[str]:
    """The names of the required parameters whose values neither a link nor the schema tells."""
    names = {parameter.name for parameter in wanted(operation) if not known_values(spec, parameter)}
    return (names - linked(spec, operation)) | undescribed(operation)


def is_readable(spec: Spec, link: Link) -> bool:
    """Tell whether a link leads to a read that has all its parameters with what this one tells."""
    target = spec.operation(link.target)
    lacking = {parameter.name for parameter in wanted(target) if not known_values(spec, parameter)}
    return target.safe and not ((lacking | undescribed(target)) - {link.parameter})


def undescribed(operation: Operation) -> set[str]:
    """The names in the path of an operation that no parameter describes."""
    described = {parameter.name for parameter in operation.parameters if parameter.in_ == "path"}
    return set(re.findall(r"{([^{}]+)}", operation.url_path)) - described


def known_values(spec: Spec, parameter: Parameter) -> list[KnownValue]:
    """The values of a parameter that the spec tells: its constants, or examples, as far as a request can carry them.

    Any other value that its schema takes may be the id of nothing.
    """
    if not parameter.described:
        return []
    _, node = spec.follow(parameter.location)
    node = node if isinstance(node, dict) else {}
    item = spec.resolve(node.get("items", {})) if node.get("type") == "array" else {}
    closed = _is_closed(spec, node) or (isinstance(item, dict) and "enum" in item)
    # A number between two limits in a path may be an id; elsewhere it is a size or a page.
    bounds = [{"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}]
    closed = closed or (parameter.in_ != "path" and all(bound & node.keys() for bound in bounds))
    found: list[KnownValue] = []
    clause = spec.governing(spec.follow(parameter.location)[0], "type")
    if closed:
        found += [KnownValue(one.value, one.basis, one.clause) for one in value_classes(spec, parameter.location)]
    # What an example of an id names need not be there.
    examples = [*parameter.examples, *(node[key] for key in ("default", "example") if key in node)]
    examples += node.get("examples", [])
    if parameter.in_ != "path" and parameter.location not in _linked_places(spec):
        found += [KnownValue(value, "exemplified", clause) for value in examples]
    elif "default" in node:
        found.append(KnownValue(node["default"], "exemplified", clause))
    known: dict[str, KnownValue] = {}
    for one in found:
        if one.value is not None and carried(parameter, one.value):
            known.setdefault(shown(parameter, one.value), one)
    return list(known.values())[:MOST_VALUES]


def _is_closed(spec: Spec, node: Any, depth: int = 3) -> bool:
    """Tell whether a schema lists its values, by itself or by what it is put together from."""
    node = spec.resolve(node)
    if not isinstance(node, dict) or depth < 0:
        return False
    if {"const", "enum"} & node.keys() or node.get("type") == "boolean":
        return True
    sides = [node.get(word, []) for word in ("oneOf", "anyOf")]
    chosen = [[side for side in of if spec.resolve(side) != {"type": "null"}] for of in sides]  # which nothing carries
    parts = [part for part in node.get("allOf", []) if _is_closed(spec, part, depth - 1)]
    return bool(parts) or any(of and all(_is_closed(spec, side, depth - 1) for side in of) for of in chosen)


def shown(parameter: Parameter, value: Any) -> str:
    """A value as the parameter carries it, for people."""
    return ",".join(text for _, text in parameter.form.write(value) or ())


def carried(parameter: Parameter, value: Any) -> bool:
    """Tell whether a value can be texts that HTTP lets stand in the place of the parameter (RFC 9110, 5.5)."""
    pairs = parameter.form.write(value)
    # Of an empty list nothing would be sent, and what marks a value in a path would be percent-encoded.
    if not pairs or value == [] or parameter.form.style in ("label", "matrix"):
        return False
    if parameter.in_ in ("header", "cookie"):  # of two cookies of one name, readers take one
        return len(pairs) == 1 and pairs[0][0] == parameter.name and _is_field_value(pairs[0][1])
    if parameter.in_ == "query":
        return True
    return all(text and text.isprintable() and not set(text) & set("/?#% .\\") for _, text in pairs)


def _is_field_value(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and text == text.strip() and ";" not in text


def with_parameters(spec: Spec, operation: Operation, call: Call, values: dict[str, Any] | None = None) -> Call:
    """The call with every required parameter that it lacks: of `values` by their names, or as the spec tells it."""
    given = values or {}
    for parameter in operation.parameters:
        known = known_values(spec, parameter) if parameter.required and parameter.name not in given else []
        if parameter.name in given:
            call = carrying(call, parameter, given[parameter.name])
        elif known and not _has(call, parameter):
            call = carrying(call, parameter, known[0].value)
    return call


def _has(call: Call, parameter: Parameter) -> bool:
    places = {"path": call.path_parameters, "query": call.query, "header": call.headers}
    within = f"{parameter.name}["
    return any(name == parameter.name or name.startswith(within) for name in places.get(parameter.in_, {}))


def carrying(call: Call, parameter: Parameter, value: Any) -> Call:
    """The call with a value of a parameter, in its place."""
    pairs = parameter.form.write(value) or ()
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    single = {name: several[0] for name, several in texts.items()}
    if parameter.in_ == "path":
        return replace(call, path_parameters={**call.path_parameters, **single})
    if parameter.in_ == "query":
        given = {name: several if len(several) > 1 else several[0] for name, several in texts.items()}
        return replace(call, query={**call.query, **given})
    if parameter.in_ == "header":
        return replace(call, headers={**call.headers, **single})
    cookies = [*_cookies(call, set(texts)), *(f"{name}={quote(text)}" for name, text in pairs)]
    return replace(call, headers={**call.headers, "Cookie": "; ".join(cookies)})


def _cookies(call: Call, gone: set[str]) -> list[str]:
    """The cookies of a call but for those of some names."""
    held = [cookie for cookie in call.headers.get("Cookie", "").split("; ") if cookie]
    return [cookie for cookie in held if cookie.partition("=")[0] not in gone]


def without(call: Call, parameter: Parameter, value: Any) -> Call:
    """The call without a parameter of its query, headers or cookies, which it carries with that value."""
    names = {parameter.name, *(name for name, _ in parameter.form.write(value) or ())}
    if parameter.in_ == "query":
        return replace(call, query={name: text for name, text in call.query.items() if name not in names})
    if parameter.in_ == "header":
        return replace(call, headers={name: text for name, text in call.headers.items() if name not in names})
    rest = {name: text for name, text in call.headers.items() if name != "Cookie"}
    cookies = "; ".join(_cookies(call, names))
    return replace(call, headers={**rest, "Cookie": cookies} if cookies else rest)
