"""A schema of the spec in one piece: without references, annotations and extensions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from clausewise.spec.compiling import asserted
from clausewise.spec.document import Document
from clausewise.spec.references import leads_on, pointer_of
from clausewise.spec.vocabulary import ANNOTATIONS
from clausewise.spec.walking import rebuilt


class RecursiveSchemaError(Exception):
    """A schema leads back to itself, so that it has no such form."""


def inlined(spec: Document, path: Sequence[str | int]) -> Any:
    """The schema at a path, judging as the spec's own does; RecursiveSchemaError where it leads back to itself."""
    return _at(spec, spec.flat(path))


@cache
def _at(spec: Document, pointer: str) -> Any:
    return _inlined(spec, spec.at(pointer), ())


def _inlined(spec: Document, node: Any, opened: tuple[str, ...]) -> Any:
    if not isinstance(node, dict):
        return node
    if leads_on(node):
        where = pointer_of(node["$ref"])
        if where in opened:
            raise RecursiveSchemaError(where)
        return _inlined(spec, spec.at(where), (*opened, where))
    said = {key: value for key, value in node.items() if key not in ANNOTATIONS and not key.startswith("x-")}
    if "format" not in asserted(node):
        said.pop("format", None)
    return rebuilt(said, "schema", lambda child, _kind, _path: _inlined(spec, child, opened))
