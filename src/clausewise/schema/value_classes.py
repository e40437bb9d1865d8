"""Value classes: for a schema, the values that the contract treats alike, one value for each class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import Any

from clausewise.schema import text
from clausewise.schema.patterns import matching
from clausewise.schema.properties import properties
from clausewise.spec import Basis, BodyValidator, Clause, Spec
from clausewise.spec.walking import Location

#: How many items stand for "many" where the schema names no limit.
MANY = 9
#: How deep objects within objects are followed; deeper ones are left out where they are optional.
DEPTH = 4
#: How many objects are tried at most, where rules between fields refuse the first.
TRIES = 2_000
_ABSENT = object()


@dataclass(frozen=True)
class ValueClass:
    """One valid value that stands for its class.

    A server that refuses it breaks `clause`, with `basis`: that of the clause, or weaker where the
    spec does not speak of such a value.
    """

    name: str
    value: Any
    clause: Clause
    basis: Basis

    @property
    def weak(self) -> bool:
        """Whether the value rests on less than its clause does: a server may refuse it."""
        return self.basis != self.clause.basis


def value_classes(spec: Spec, path: Sequence[str | int], depth: int = DEPTH) -> list[ValueClass]:
    """The value classes of the schema at `path`, cheapest first; every value is valid there."""
    where, node = spec.follow(path)
    validator = BodyValidator(spec, path)
    found: list[ValueClass] = []
    for candidate in _candidates(spec, where, node, depth):
        known = any(_same(candidate.value, other.value) for other in found)
        if not known and validator.is_valid(candidate.value):
            found.append(candidate)
    return found


def _candidates(spec: Spec, path: Location, node: Any, depth: int) -> Iterator[ValueClass]:
    if not isinstance(node, dict):
        node = {}

    def classes(values: Iterable[tuple[str, Any]], keyword: str, basis: Basis | None = None) -> Iterator[ValueClass]:
        clause = spec.governing(path, keyword)
        for name, value in values:
            yield ValueClass(name, value, clause, basis or clause.basis)

    vouched = list(_vouched(spec, path, node))
    types = node.get("type", [])
    types = [types] if isinstance(types, str) else list(types)
    if "const" in node:
        yield from classes([(_name(node["const"]), node["const"])], "const")
    elif "enum" in node:
        yield from classes([(_name(value), value) for value in node["enum"]], "enum")
    if "const" in node or "enum" in node:
        return
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(node.get(keyword, []))):
            yield from value_classes(spec, (*path, keyword, index), depth)
    if not types:
        types = ["object"] if "properties" in node or "allOf" in node else []
    for kind in types:
        if kind == "boolean":
            yield from classes([("false", False), ("true", True)], "type")
        elif kind == "null":
            yield from classes([("null", None)], "type")
        elif kind == "string":
            # Where any text is meant, the plainest comes first: everything else is tried on top of it.
            first, then = (vouched, []) if not node.get("x-free-text") else ([], vouched)
            yield from first
            yield from _strings(node, classes, vouched=bool(vouched))
            yield from then
        elif kind in ("integer", "number"):
            yield from vouched
            yield from classes(_numbers(node, kind), "minimum" if "minimum" in node else "type")
        elif kind == "array":
            yield from _arrays(spec, path, node, classes, depth)
        elif kind == "object" and depth > 0:
            yield from _objects(spec, path, classes, depth)


def _vouched(spec: Spec, path: Location, node: dict[str, Any]) -> Iterator[ValueClass]:
    """The classes that the spec itself names in `x-value-classes`."""
    for entry in node.get("x-value-classes", []):
        keyword = "pattern" if "pattern" in node else "type"
        clause = spec.clauses[entry["clause"]] if "clause" in entry else spec.governing(path, keyword)
        yield ValueClass(entry["name"], entry["value"], clause, entry.get("basis", clause.basis))


def _strings(node: dict[str, Any], classes: Any, *, vouched: bool) -> Iterator[ValueClass]:
    if vouched and not node.get("x-free-text"):
        # The spec names what is meant; that any other string will do is only assumed.
        yield from classes([(name, text.ANY[name]) for name in text.ANY], "type", "assumed")
        return
    if "pattern" in node:
        yield from classes(matching(node["pattern"]), "pattern")
        return
    if node.get("format") in ("uri", "url"):
        yield from classes(text.ADDRESSES.items(), "type")
        yield from classes(text.EXTREME_ADDRESSES.items(), "type", "assumed")
        return
    if node.get("format") in text.FORMATS:
        yield from classes([(value, value) for value in text.FORMATS[node["format"]]], "format")
        return
    low, high = node.get("minLength"), node.get("maxLength")
    if high is not None:
        yield from classes([(f"{high} characters", "é" * high)], "maxLength")
    if low:
        yield from classes([(f"{low} characters", "é" * low)], "minLength")
    yield from classes(text.ORDINARY.items(), "type")
    yield from classes(text.EXTREME.items(), "type", "assumed")


def _numbers(node: dict[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    step = node.get("multipleOf", 1)
    low, high = node.get("minimum"), node.get("maximum")
    if "exclusiveMinimum" in node:
        low = node["exclusiveMinimum"] + step
    if "exclusiveMaximum" in node:
        high = node["exclusiveMaximum"] - step
    first = low if low is not None else min(0, high) if high is not None else 0
    values: list[Any] = [first, first + step, high]
    if low is None and high is None:
        values += [-step, 1000 * step]
    if kind == "number":
        values.append(first + step / 2)
    for value in values:
        if value is not None:
            yield str(value), value


def _arrays(spec: Spec, path: Location, node: dict[str, Any], classes: Any, depth: int) -> Iterator[ValueClass]:
    items = value_classes(spec, (*path, "items"), depth - 1) if "items" in node else []
    sound = [item for item in items if not item.weak] or items
    low, high = node.get("minItems", 0), node.get("maxItems")
    values = [item.value for item in sound] or ["item"]

    def filled(size: int) -> list[Any]:
        return [values[index % len(values)] for index in range(size)]

    for size in sorted({0, 1, 2, low, *([high] if high else [])}):
        yield from classes([(f"{size} items", filled(size))], "type")
    for item in items:
        yield ValueClass(f"one {item.name}", [item.value], item.clause, item.basis)
    if high is None:
        yield from classes([(f"{MANY} items", filled(MANY))], "type", "assumed")


def _objects(spec: Spec, path: Location, classes: Any, depth: int) -> Iterator[ValueClass]:

    least: dict[str, list[Any]] = {}
    most: dict[str, list[Any]] = {}
    for name, (where, required) in properties(spec, path).items():
        values = [one.value for one in value_classes(spec, where, depth - 1)]
        left_out = [] if required else [_ABSENT]
        least[name], most[name] = [*left_out, *values], [*values, *left_out]
    validator = BodyValidator(spec, path)
    for name, choices in (("least", least), ("most", most)):
        valid = filter(validator.is_valid, islice(_nearest(choices), TRIES))
        yield from classes([(name, value) for value in islice(valid, 1)], "type")


def _nearest(choices: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Objects of one choice for each field: first choices, then all with one other choice, with two, and so on."""
    first = {name: values[0] for name, values in choices.items() if values}
    for count in range(len(first) + 1):
        for names in combinations(first, count):
            for values in product(*(choices[name][1:] for name in names)):
                made = first | dict(zip(names, values, strict=True))
                yield {name: value for name, value in made.items() if value is not _ABSENT}


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _name(value: Any) -> str:
    return value if isinstance(value, str) else str(value).lower()
