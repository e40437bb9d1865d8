"""Reading the parameters of a request (path, query, header, cookie) and judging them by their schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from clausewise.mock_server.exchange import Request
from clausewise.spec import BodyValidator, Breach, Operation, Parameter, Spec

#: OpenAPI 3.1 ("Parameter Object"): header parameters of these names are ignored.
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,18})(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True)
class _Judged:
    """A parameter with the types that its schema takes, and whether a list comes as one text with commas."""

    parameter: Parameter
    types: frozenset[str]
    item_types: frozenset[str]
    commas: bool
    validator: BodyValidator

    def value(self, texts: list[str]) -> Any:
        """Read the texts of a parameter by the types of its schema."""
        if "array" not in self.types:
            return _scalar(texts[0], self.types)
        parts = texts[0].split(",") if self.commas else texts
        return [_scalar(part, self.item_types) for part in parts]


def supported(spec: Spec, parameter: Parameter) -> bool:
    """Tell whether the mock server judges a parameter: not one that is an object, or given by a media type."""
    return bool(parameter.schema) and "object" not in _types(spec, parameter.schema)


class Parameters:
    """The parameters of one operation, compiled when the first request comes."""

    def __init__(self, spec: Spec, operation: Operation) -> None:
        self.spec = spec
        self.operation = operation

    @cached_property
    def judged(self) -> list[_Judged]:
        """Those that are judged."""
        return [
            _judged(self.spec, parameter)
            for parameter in self.operation.parameters
            if supported(self.spec, parameter)
            and not (parameter.in_ == "header" and parameter.name.lower() in _IGNORED_HEADERS)
        ]

    def breaches(self, request: Request, in_path: Mapping[str, str]) -> Iterator[Breach]:
        """Everything that is wrong with the parameters of a request."""
        if not self.judged:
            return
        query = parse_qsl(request.query.decode("latin-1"), keep_blank_values=True)
        for judged in self.judged:
            parameter = judged.parameter
            place = f"{parameter.in_} parameter {parameter.name}"
            texts = _texts(parameter, request, query, in_path)
            if texts:
                for breach in judged.validator.breaches(judged.value(texts)):
                    yield replace(breach, field=place)
            elif parameter.required:
                clause = judged.validator.spec.governing(parameter.location, "required")
                yield Breach(place, clause, "required", "is required and missing")

    def text(self, name: str, request: Request, in_path: Mapping[str, str]) -> str:
        """The text of a parameter, wherever it stands; empty where it is not sent."""
        query = parse_qsl(request.query.decode("latin-1"), keep_blank_values=True)
        for parameter in self.operation.parameters:
            if parameter.name == name:
                return next(iter(_texts(parameter, request, query, in_path)), "")
        return ""


def _judged(spec: Spec, parameter: Parameter) -> _Judged:
    node = spec.at(spec.flat(parameter.location[:-1]))
    schema = spec.resolve(parameter.schema)
    style = node.get("style", "form" if parameter.in_ in {"query", "cookie"} else "simple")
    return _Judged(
        parameter=parameter,
        types=_types(spec, schema),
        item_types=_types(spec, schema.get("items", {})),
        commas=not node.get("explode", style == "form") or style == "simple",
        validator=BodyValidator(spec, parameter.location),
    )


def _types(spec: Spec, schema: Any) -> frozenset[str]:
    schema = spec.resolve(schema)
    if not isinstance(schema, dict):
        return frozenset()
    kind = schema.get("type", [])
    found = {kind} if isinstance(kind, str) else set(kind)
    for key in ("allOf", "anyOf", "oneOf"):
        for branch in schema.get(key, []):
            found |= _types(spec, branch)
    return frozenset(found)


def _texts(
    parameter: Parameter, request: Request, query: list[tuple[str, str]], in_path: Mapping[str, str]
) -> list[str]:
    match parameter.in_:
        case "path":
            return [in_path[parameter.name]] if parameter.name in in_path else []
        case "query":
            return [value for name, value in query if name == parameter.name]
        case "header":
            value = request.header(parameter.name.lower().encode())
            return [] if value is None else [value]
    return request.cookies(parameter.name)


def _scalar(text: str, types: frozenset[str]) -> Any:
    if "string" in types or not types:
        return text
    if "boolean" in types and text in {"true", "false"}:
        return text == "true"
    if types & {"integer", "number"} and _NUMBER.fullmatch(text):
        return float(text) if set(text) & set(".eE") else int(text)
    return None if "null" in types and not text else text
