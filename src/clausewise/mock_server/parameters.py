"""Reading the parameters of a request (path, query, header, cookie) and judging them by their schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from clausewise.mock_server.exchange import Request
from clausewise.spec import BodyValidator, Breach, Operation, Parameter, Spec
from clausewise.spec.json_types import kinds_of
from clausewise.spec.operations import IGNORED_HEADERS
from clausewise.spec.vocabulary import IN_PLACE_LISTS
from clausewise.spec.wire_form import Pairs

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,18})(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True)
class _Judged:
    """A parameter with the types that its schema takes, as a whole and by part, and the names of other parameters."""

    parameter: Parameter
    types: frozenset[str]
    items: frozenset[str]
    fields: dict[str, frozenset[str]]
    others: frozenset[str]
    validator: BodyValidator

    def own(self, pairs: Pairs) -> Pairs:
        """Those of the pairs that belong to the parameter."""
        form, name = self.parameter.form, self.parameter.name
        if form.media_type is None and form.style == "deepObject":
            return tuple(pair for pair in pairs if pair[0].startswith(f"{name}["))
        if form.media_type is None and form.style == "form" and form.explode and "object" in self.types:
            return tuple(pair for pair in pairs if pair[0] not in self.others)
        return tuple(pair for pair in pairs if pair[0] == name)

    def value(self, pairs: Pairs) -> Any:
        """Read the texts of a parameter by the types of its schema."""
        form = self.parameter.form
        if form.media_type is not None:
            return form.json(pairs[0][1])
        texts = list(form.texts(pairs))
        of_list = [text for text in texts if isinstance(text, list)]
        of_object = [text for text in texts if isinstance(text, dict)]
        if "object" in self.types and of_object:
            return {name: _scalar(text, self.fields.get(name, _ANY)) for name, text in of_object[0].items()}
        if "array" in self.types and of_list:
            return [_scalar(text, self.items) for text in of_list[0]]
        return _scalar(next((text for text in texts if isinstance(text, str)), pairs[0][1]), self.types)


_ANY: frozenset[str] = frozenset()
#: The type of the values that a keyword is about, where a schema names none.
_IMPLIED = {"properties": "object", "items": "array", "prefixItems": "array"}


class Parameters:
    """The parameters of one operation, compiled when the first request comes."""

    def __init__(self, spec: Spec, operation: Operation) -> None:
        self.spec = spec
        self.operation = operation

    @cached_property
    def judged(self) -> list[_Judged]:
        """Those that are judged."""
        return [
            _judged(self.spec, parameter, self.operation)
            for parameter in self.operation.parameters
            if parameter.described and not (parameter.in_ == "header" and parameter.name.lower() in IGNORED_HEADERS)
        ]

    def breaches(self, request: Request, in_path: Mapping[str, str]) -> Iterator[Breach]:
        """Everything that is wrong with the parameters of a request."""
        if not self.judged:
            return
        query = parse_qsl(request.query.decode("latin-1"), keep_blank_values=True)
        for judged in self.judged:
            parameter = judged.parameter
            place = f"{parameter.in_} parameter {parameter.name}"
            pairs = judged.own(_pairs(parameter, request, query, in_path))
            if pairs:
                for breach in judged.validator.breaches(judged.value(pairs)):
                    yield replace(breach, field=place)
            elif parameter.required:
                clause = judged.validator.spec.governing(parameter.location, "required")
                yield Breach(place, clause, "required", "is required and missing")

    def text(self, name: str, request: Request, in_path: Mapping[str, str]) -> str:
        """The text of a parameter, wherever it stands; empty where it is not sent."""
        query = parse_qsl(request.query.decode("latin-1"), keep_blank_values=True)
        for parameter in self.operation.parameters:
            if parameter.name == name:
                pairs = _pairs(parameter, request, query, in_path)
                return next((text for own, text in pairs if own == name), "")
        return ""


def _judged(spec: Spec, parameter: Parameter, operation: Operation) -> _Judged:
    within = list(_parts(spec, spec.at(spec.flat(parameter.location))))
    fields: dict[str, frozenset[str]] = {}
    for part in within:
        for name, schema in part.get("properties", {}).items():
            fields[name] = fields.get(name, _ANY) | _types(spec, schema)
    return _Judged(
        parameter=parameter,
        types=_types(spec, spec.at(spec.flat(parameter.location))),
        items=_ANY.union(*(_types(spec, part.get("items", {})) for part in within)),
        fields=fields,
        others=frozenset(other.name for other in operation.parameters if other.in_ == parameter.in_) - {parameter.name},
        validator=BodyValidator(spec, parameter.location),
    )


def _parts(spec: Spec, schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and those of its choices, as far as they are mappings; each once."""
    seen: set[int] = set()
    waiting = [schema]
    while waiting:
        part = spec.resolve(waiting.pop(0))
        if isinstance(part, dict) and id(part) not in seen:
            seen.add(id(part))
            yield part
            waiting += [branch for key in IN_PLACE_LISTS for branch in part.get(key, [])]


def _types(spec: Spec, schema: Any) -> frozenset[str]:
    """The types that a schema names, or that its constants or its keywords have."""
    found: set[str] = set()
    for part in _parts(spec, schema):
        kind = part.get("type")
        constants = [part["const"]] if "const" in part else part.get("enum", [])
        implied = [name for key, name in _IMPLIED.items() if key in part]
        found |= (
            {kind} if isinstance(kind, str) else set(kind or implied or (kinds_of(value)[0] for value in constants))
        )
    return frozenset(found)


def _pairs(parameter: Parameter, request: Request, query: list[tuple[str, str]], in_path: Mapping[str, str]) -> Pairs:
    match parameter.in_:
        case "path":
            texts = [in_path[parameter.name]] if parameter.name in in_path else []
        case "query":
            return tuple(query)
        case "header":
            value = request.header(parameter.name.lower().encode())
            texts = [] if value is None else [value]
        case _:
            return tuple((name, unquote(text)) for name, text in request.cookies())
    return tuple((parameter.name, text) for text in texts)


def _scalar(text: str, types: frozenset[str]) -> Any:
    if "string" in types or not types:
        return text
    if "boolean" in types and text in {"true", "false"}:
        return text == "true"
    if types & {"integer", "number"} and _NUMBER.fullmatch(text):
        return float(text) if set(text) & set(".eE") else int(text)
    return None if "null" in types and not text else text
