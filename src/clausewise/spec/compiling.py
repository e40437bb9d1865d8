"""Compiling schemas of the spec: each with what its references reach, and no more of them kept than fit in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from clausewise.spec.clauses import SpecError
from clausewise.spec.expressions import OPTIONS
from clausewise.spec.kept import Kept
from clausewise.spec.references import at, keys_of, leads_on, pointer_of
from clausewise.spec.spec import Spec
from clausewise.spec.vocabulary import ANNOTATIONS
from clausewise.spec.walking import rebuilt, references

#: Names the spec that a schema is taken from, by its pointer.
Holder = Callable[[str], Spec]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: The most compiled schemas that are kept, and of values in all: in some specs each schema leads to most others,
#: and takes 6 MB (measured on one of 412 schemas, which are 15,400 values).
MOST_KEPT, MOST_VALUES = 1_000, 300_000


def _made_at(spec: Spec, pointer: str) -> tuple[Any, int]:
    return _made(spec, {"$ref": "#" + quote(pointer, safe="/~")})


_KEPT = Kept(_made_at, MOST_KEPT, MOST_VALUES)


def compiled_at(spec: Spec, pointer: str) -> Any:
    """The validator of the schema at a pointer, made again where it was not kept."""
    return _KEPT.at(spec, pointer)


def compiled(spec: Spec, schema: dict[str, Any]) -> Any:
    """A validator of one schema and of what its references reach; SpecError where it is no schema."""
    return _made(spec, schema)[0]


def compiled_of_two(spec: Spec, pointer: str, holder: Holder) -> Any:
    """The validator of the schema at a pointer, with what is behind references from the specs that `holder` names."""
    return _made(spec, {"$ref": "#" + quote(pointer, safe="/~")}, holder)[0]


def _made(spec: Spec, schema: dict[str, Any], holder: Holder | None = None) -> tuple[Any, int]:
    """The validator of a schema, and of how many values the schema and what it reaches are."""
    held = _constraining(schema)
    reached, values = _reached(holder or (lambda _: spec), held)
    try:
        whole = {**reached, "$schema": DIALECT, **held}
        made = jsonschema_rs.validator_for(whole, validate_formats=True, pattern_options=OPTIONS)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
        where = schema.get("$ref", "")
        reason = " ".join(str(error).split("\n", 1)[0].split())[:200]
        raise SpecError(f"{spec.source}{where}: this is no schema of JSON Schema 2020-12 ({reason}); mend it") from None
    return made, values


def _reached(holder: Holder, schema: Any) -> tuple[dict[str, Any], int]:
    """The schemas that the references of a schema lead to, at their places, and of how many values these are."""
    waiting = [reference for _, reference in references(schema, "schema")]
    parts: dict[str, Any] = {}
    values = 0
    while waiting:
        where = pointer_of(waiting.pop())
        if where not in parts:
            parts[where], below, more = _part(holder(where), where)
            waiting += below
            values += more
    found: dict[str, Any] = {}
    for where in sorted(parts, key=len):  # what holds another comes before it
        _put(found, where, parts[where])
    return found, values


@cache
def _part(spec: Spec, pointer: str) -> tuple[Any, tuple[str, ...], int]:
    """The schema at a pointer as it is compiled, the references in it, and of how many values it is."""
    node = _constraining(spec.at(pointer))
    return node, tuple(reference for _, reference in references(node, "schema")), values_in(node)


def values_in(node: Any) -> int:
    """The number of values that a part of a document is."""
    held = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return 1 + sum(map(values_in, held))


def _put(document: dict[str, Any], pointer: str, node: Any) -> None:
    try:
        at(document, pointer)
    except KeyError:
        *way, last = keys_of(pointer)
        for key in way:
            document = document.setdefault(str(key), {})
        document[str(last)] = node


def _constraining(node: Any, kind: str = "schema", *_: object) -> Any:
    """A copy of a schema without what refuses no value; `format` is left where a clause claims it."""
    if not isinstance(node, dict) or kind != "schema":
        return node
    claimed = claims_format(node)
    said = {
        key: value
        for key, value in node.items()
        if key not in ANNOTATIONS and not key.startswith("x-") and (key != "format" or claimed)
    }
    if leads_on(said):  # as a URI wants it, however it is written
        said["$ref"] = "#" + quote(pointer_of(said["$ref"]), safe="/~")
    return rebuilt(said, kind, _constraining)


def asserted(node: Any, kind: str = "schema", *_: object) -> Any:
    """A copy of a part of the spec in which `format` is left only where a clause claims it."""
    if not isinstance(node, dict):
        return node
    if kind == "schema" and not claims_format(node):
        node = {key: value for key, value in node.items() if key != "format"}
    return rebuilt(node, kind, asserted)


def claims_format(node: dict[str, Any]) -> bool:
    """Tell whether a clause claims the format of a schema, which is a remark otherwise."""
    return any("format" in entry.get("keywords", ()) for entry in node.get("x-clauses", ()))
