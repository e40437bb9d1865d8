"""The places that a place of the spec leads to through references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.spec import Spec, SpecError
from clausewise.spec.normal_form import REFERENCE
from clausewise.spec.operations import Operation
from clausewise.spec.references import keys_of, leads_on
from clausewise.spec.vocabulary import IN_PLACE
from clausewise.spec.walking import HOLDS, Location, places, references, schemas


def component(reference: str) -> Location:
    """`components`, the kind and the name of what a local reference leads to or into."""
    return keys_of(reference)[:3]


def place_of(spec: Spec, reference: str) -> Location:
    """The keys of what a local reference leads to, which need be no component; positions in lists as numbers."""
    where: Location = ()
    for key in keys_of(reference):
        where = (*where, int(key) if isinstance(node_at(spec, where), list) else key)
    return where


def used_components(spec: Spec) -> set[Location]:
    """Every component that an operation, a webhook or a used component refers to."""
    outside = {key: value for key, value in spec.document.items() if key != "components"}
    waiting = [reference for _, reference in references(outside)]
    waiting += [place.node[REFERENCE] for place in places(outside) if REFERENCE in place.node]
    found: set[Location] = set()
    while waiting:
        name = component(waiting.pop())
        if name not in found and name[:1] == ("components",) and len(name) > 2:
            found.add(name)
            kind = HOLDS["components"].get(str(name[1]), "").strip("{}")
            waiting += [reference for _, reference in references(node_at(spec, name), kind, name)]
    return found


def reached(spec: Spec, start: Location) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Every schema that belongs to the schema at `start`, behind references too; each place once."""
    known: set[Location] = set()
    waiting = [start]
    while waiting:
        where = waiting.pop()
        if where in known:
            continue
        known.add(where)
        for path, schema in schemas(node_at(spec, where), "schema", where):
            if path in known and path != where:
                continue
            known.add(path)
            yield path, schema
            if leads_on(schema):
                waiting.append(place_of(spec, schema["$ref"]))


def node_at(spec: Spec, path: Location) -> Any:
    """The node at a path of keys; SpecError where there is none."""
    node: Any = spec.document
    for key in path:
        try:
            node = node[key]
        except (KeyError, IndexError, TypeError):
            raise SpecError(f"{spec.source}: there is nothing at {'/'.join(map(str, path))}") from None
    return node


def request_schemas(spec: Spec) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Every schema that a request body or a parameter reaches."""
    for operation in spec.operations:
        for start in _request_starts(spec, operation):
            yield from reached(spec, start)


def _request_starts(spec: Spec, operation: Operation) -> Iterator[Location]:
    if operation.body_location is not None:
        yield flat(spec, operation.body_location)
    for parameter in operation.parameters:
        *node, last = flat(spec, parameter.location)
        if last in node_at(spec, tuple(node)):
            yield (*node, last)


def response_schemas(spec: Spec) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Every schema that the body of an answer reaches."""
    for operation in spec.operations:
        for response in operation.responses:
            for media_type, media in response.media.items():
                if "schema" in media:
                    yield from reached(spec, flat(spec, response.schema_location(media_type)))


def flat(spec: Spec, path: Location) -> Location:
    """A path that leads through `$ref`, as the keys of the place itself."""
    where: Location = ()
    for key in path:
        node = node_at(spec, where) if key == "$ref" else None
        where = place_of(spec, node["$ref"]) if node is not None and leads_on(node) else (*where, key)
    return where


def generated_schemas(spec: Spec) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Every schema that a client generator makes code of: not those within `not`, `if` and the like."""
    conditions = {*IN_PLACE, "dependentSchemas", "contains", "propertyNames", "x-warnings"}
    for path, schema in schemas(spec.document):
        if not any(key in conditions and path[index - 1] != "properties" for index, key in enumerate(path)):
            yield path, schema
