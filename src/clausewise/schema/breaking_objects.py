"""Objects that break one keyword of their schema: fields, names, how many, which need others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.schema.breaking_parts import UNLISTED, Around, Broken, wrong_types
from clausewise.schema.patterns import matching
from clausewise.schema.sizes import MOST_ITEMS, limit
from clausewise.spec.walking import Location


def of_fields(around: Around, where: Location, node: dict[str, Any], value: dict[str, Any]) -> Iterator[Broken]:
    """Candidates without a field that is required, and with a wrong value in one that is listed."""
    for name in node.get("required", []):
        yield f"{name} missing", {key: item for key, item in value.items() if key != name}
    for name, schema in node.get("properties", {}).items():
        place: Location = (*where, "properties", name)
        if schema is False:
            yield f"{name} present", value | {name: "x"}
            continue
        known = [value[name]] if name in value else []
        yield from ((f"with {name}", value | {name: one}) for one in around.valid(place)[:1] if not known)
        for item in [*known, *around.valid(place)][:3]:
            for said, broken in around.broken(place, item):
                yield f"{name}: {said}", value | {name: broken}
        if not known and not around.valid(place):
            yield f"{name} present", value | {name: "x"}
        if not known and isinstance(schema, dict):
            yield from (
                (f"{name}: {said}", value | {name: broken})
                for said, broken in wrong_types(around.spec.follow(place)[1])
            )


def of_others(around: Around, where: Location, node: dict[str, Any], value: dict[str, Any]) -> Iterator[Broken]:
    """Candidates that break the keywords about names, number and unlisted fields of an object."""
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if node.get(keyword) is False:
            yield "an unlisted field", value | {UNLISTED: "x"}
        elif isinstance(node.get(keyword), dict):
            for item in (around.valid((*where, keyword)) or [None])[:2]:
                for name, broken in around.broken((*where, keyword), item):
                    yield f"an unlisted field: {name}", value | {UNLISTED: broken}
                    yield f"a free field: {name}", value | {"key": broken}
    for pattern, schema in node.get("patternProperties", {}).items():
        place: Location = (*where, "patternProperties", pattern)
        for _, name in matching(pattern)[:2]:
            if schema is False:
                yield "a field of that name", value | {name: "x"}
            for item in (around.valid(place) or [None])[:2]:
                for said, broken in around.broken(place, item):
                    yield f"{name}: {said}", value | {name: broken}
    if "propertyNames" in node:
        if node["propertyNames"] is False:
            yield "a field of any name", value | {UNLISTED: "x"}
        names = [name for name in around.valid((*where, "propertyNames")) if isinstance(name, str)] or ["x"]
        strange = [broken for name in names[:2] for _, broken in around.broken((*where, "propertyNames"), name)]
        for broken in [*(name for name in strange if isinstance(name, str)), "X1", "x_1", "x 1", "1", ""]:
            yield "a field of another name", value | {broken: next(iter(value.values()), "x")}
            yield "a field of another name, a number", value | {broken: 1}
    low, high = limit(node, "minProperties"), limit(node, "maxProperties")
    if low and low <= MOST_ITEMS:
        spare = [name for name in value if name not in node.get("required", [])]
        left = dict(value)
        for name in [*spare, *(name for name in value if name not in spare)]:
            left = {key: item for key, item in left.items() if key != name}
            if len(left) < low:
                yield "one field too few", left
                break
        yield "no field at all", {}
    if high is not None and high <= MOST_ITEMS:
        more = {f"{UNLISTED}_{number}": "x" for number in range(high + 1 - len(value))}
        yield "one field too many", value | more
        yield "fields too many, all of numbers", value | dict.fromkeys(more, 1)


def of_dependent(around: Around, where: Location, node: dict[str, Any], value: dict[str, Any]) -> Iterator[Broken]:
    """Candidates with a field and without what it needs."""
    for name, needed in node.get("dependentRequired", {}).items():
        present = value if name in value else value | {name: _some(around, where, node, name)}
        for other in needed:
            yield f"{name} without {other}", {key: item for key, item in present.items() if key != other}
    for name in node.get("dependentSchemas", {}):
        present = value if name in value else value | {name: _some(around, where, node, name)}
        place: Location = (*where, "dependentSchemas", name)
        yield f"with {name}", present
        bases = [present, *({**present, **one} for one in around.valid(place)[:2] if isinstance(one, dict))]
        for base in bases:
            yield from ((f"with {name}, {said}", broken) for said, broken in around.broken(place, base))


def _some(around: Around, where: Location, node: dict[str, Any], name: str) -> Any:
    known = around.valid((*where, "properties", name)) if name in node.get("properties", {}) else []
    return next((value for value in known if value not in ("", [], {})), "x")
