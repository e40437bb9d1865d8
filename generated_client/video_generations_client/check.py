"""Checking a body against the spec's own schema before it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from .contract import contract, operation
from .errors import InvalidRequest
from .lazy import LazyProperty
from .problem import Problem


class RequestCheck:
    """The request schema, compiled on first use."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema

    @LazyProperty
    def _validate(self) -> Any:
        return _compiled(self._schema)

    @LazyProperty
    def _warnings(self) -> list[tuple[set[str], Any, str]]:
        definitions = self._schema.get("$defs", {})
        return [
            (
                set(entry["when"].get("required", ())),
                _compiled({**entry["when"], "$defs": definitions}, fast=True),
                entry["says"],
            )
            for entry in self._schema.get("x-warnings", [])
        ]

    def problems(self, body: Any) -> list[Problem]:
        """Everything that is wrong with a body, empty when the spec takes it."""
        from fastjsonschema import JsonSchemaValuesException  # here: not needed to import the package

        try:
            self._validate(body)
        except JsonSchemaValuesException as found:
            # A rule that is reached by two ways is one problem.
            return list(dict.fromkeys(problem for error in found.errors for problem in self._problems(error)))
        return []

    def warnings(self, body: Mapping[str, Any]) -> list[str]:
        """The field notes that are true of a body, which is valid all the same."""
        # Most bodies lack the fields, which is cheaper to see than to have the validator raise.
        return [says for needed, fits, says in self._warnings if needed <= body.keys() and _takes(fits, body)]

    def _problems(self, error: Any) -> Iterator[Problem]:
        definition, rule, value = error.definition, error.rule, error.value
        path = error.path[1:]
        if rule == "required":
            for name in definition["required"]:
                if name not in value:
                    yield self._problem([*path, name], {}, rule, "is required and missing")
        elif rule in ("enum", "const"):
            allowed = definition["enum"] if rule == "enum" else [definition["const"]]
            reason = f"{_shown(value)} is not allowed; allowed: {', '.join(map(_shown, allowed))}"
            yield self._problem(path, definition, rule, reason)
        elif rule == "type":
            wanted = definition["type"]
            names = wanted if isinstance(wanted, str) else " or ".join(wanted)
            yield self._problem(path, definition, rule, f"{_shown(value)} is not of type {names}")
        elif rule == "not":
            fields = list(definition["not"].get("properties", {})) if isinstance(definition["not"], dict) else []
            yield self._problem([*path, ", ".join(fields)] if fields else path, definition, rule, "")
        else:
            said = error.message.removeprefix(f"{error.name} ")
            yield self._problem(path, definition, rule, f"{_shown(value)} {said}")

    def _problem(self, path: list[str], definition: Any, rule: str, reason: str) -> Problem:
        clause = self._clause(path, definition, rule)
        reason = " ".join(part for part in (reason, f"({clause['says']})" if clause and reason else "") if part)
        reason = reason or (clause["says"] if clause else "a combination that the spec forbids")
        return Problem(".".join(path), clause.get("id", ""), clause.get("basis", ""), reason)

    def _clause(self, path: list[str], definition: Any, rule: str) -> dict[str, Any]:
        """The nearest clause towards the root that governs this keyword."""
        nodes: list[Any] = [self._schema]
        for part in path:
            node = self._resolved(nodes[-1])
            nodes.append(node.get("properties", {}).get(part) or node.get("items") or {})
        around = self._around.get(_text(definition), [])
        for node in (definition, *(around if len(around) == 1 else [[]])[0], *reversed(nodes)):
            for clause in node.get("x-clauses", []) if isinstance(node, Mapping) else []:
                if rule in clause.get("keywords", (rule,)):
                    return dict(clause)
        return {}

    @LazyProperty
    def _around(self) -> dict[str, list[list[Any]]]:
        """The schemas around each schema within the rules between fields, the nearest first."""
        found: dict[str, list[list[Any]]] = {}
        stack: list[tuple[Any, list[Any]]] = [(rule, []) for rule in self._schema.get("allOf", [])]
        while stack:
            node, around = stack.pop()
            if isinstance(node, Mapping):
                found.setdefault(_text(node), []).append(around)
                around = [node, *around]
            children = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
            stack += [(child, around) for child in children]
        return found

    def _resolved(self, node: Any) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for part in (node, *node.get("allOf", [])) if isinstance(node, Mapping) else ():
            target = self._schema.get("$defs", {}).get(str(part.get("$ref", "")).rpartition("/")[2], {})
            merged = {**target, **part, **merged}
        return merged


@cache
def request_check(name: str | None = None) -> RequestCheck:
    """The check of the requests of an operation, by its id; of the create where none is named."""
    known = contract().create if name is None else operation(name)
    return RequestCheck(known.request or {})


@cache
def _refusals(name: str) -> tuple[Any, ...]:
    return tuple(_compiled(schema, fast=True) for schema in operation(name).refusals)


def is_told_refusal(name: str, body: Any) -> bool:
    """Tell whether the body of an answer of success refuses the request, by the spec's own words.

    Args:
        name: The id of the operation.
        body: The JSON of the answer.
    """
    return any(_takes(validate, body) for validate in _refusals(name))


def refused_by_check(problems: Iterable[Problem]) -> InvalidRequest:
    """The error for a body that was not sent."""
    problems = list(problems)
    told = "; ".join(map(str, problems))
    return InvalidRequest(f"The request was not sent, since it breaks the spec: {told}", problems=problems)


def _compiled(schema: Mapping[str, Any], *, fast: bool = False) -> Any:
    import fastjsonschema  # here: not needed to import the package

    return fastjsonschema.compile(dict(schema), use_default=False, fast_fail=fast)


def _takes(validate: Any, body: Any) -> bool:
    try:
        validate(body)
    except ValueError:
        return False
    return True


def _text(node: Any) -> str:
    return json.dumps(node, sort_keys=True)


def _shown(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
