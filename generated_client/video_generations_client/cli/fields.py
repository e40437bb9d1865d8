"""The options of the command that are the fields of a create, made from the spec."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from ..contract import contract
from ..errors import ConfigurationError

_PREFIX = "field "


def add_fields(parser: argparse.ArgumentParser) -> None:
    """Add an option for each field of the request; one whose name the command needs itself is `--field-NAME`."""
    schema = contract().create.request or {}
    group = parser.add_argument_group("fields of the request")
    for name, node in schema.get("properties", {}).items():
        option = f"--{name.replace('_', '-')}"
        if option in parser._option_string_actions:
            option = f"--field-{name.replace('_', '-')}"
        spellings = [option, *([f"--{name}"] if "_" in name else [])]
        required = " (required)" if name in schema.get("required", ()) else ""
        known = _resolved(node, schema)
        told = " ".join(str(known.get("description", "")).split()) + required
        group.add_argument(
            *spellings,
            dest=_PREFIX + name,
            default=argparse.SUPPRESS,
            help=told.replace("%", "%%"),
            **_kind(known, schema),
        )


def fields_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """The fields that were given."""
    return {name.removeprefix(_PREFIX): value for name, value in vars(arguments).items() if name.startswith(_PREFIX)}


def extra_of(given: list[str]) -> dict[str, Any]:
    """Fields that the spec does not know, given as NAME=JSON.

    Raises:
        ConfigurationError: One is not of that form.
    """
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        try:
            found[name] = json.loads(value)
        except ValueError:
            equals = ""
        if not name or not equals:
            raise ConfigurationError(f"--extra must be NAME=JSON, such as x_a=5 or x_b='\"calm\"', and not {text!r}")
    return found


def _kind(node: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The way in which argparse reads a value of this schema; the check says if it is allowed."""
    kind = node.get("type")
    if kind == "boolean":
        return {"action": argparse.BooleanOptionalAction}
    if kind == "array":
        item = _kind(_resolved(node.get("items", {}), schema), schema)
        return {"action": "extend", "nargs": "+", **{name: item[name] for name in ("type", "metavar") if name in item}}
    if "enum" in node and kind == "string":
        return {"metavar": "{" + ",".join(node["enum"]) + "}"}
    if kind in ("integer", "number"):
        return {"type": int if kind == "integer" else float, "metavar": "NUMBER"}
    return {"metavar": "TEXT"} if kind == "string" else {"type": _json, "metavar": "JSON"}


def _json(text: str) -> Any:
    return json.loads(text)


def _resolved(node: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A part of a schema with what it refers to."""
    merged: dict[str, Any] = {}
    for part in (node, *node.get("allOf", ())) if isinstance(node, Mapping) else ():
        target = schema.get("$defs", {}).get(str(part.get("$ref", "")).rpartition("/")[2], {})
        merged = {**target, **part, **merged}
    return merged
