"""Requests with what the spec does not know: a field that it does not list, an id that nothing has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausewise.probes import known_parameters as parameters
from clausewise.probes.probe import Call, Expected, Kind, Probe
from clausewise.probes.rows import Row
from clausewise.schema.breaking import UNLISTED
from clausewise.schema.shapes import Shape
from clausewise.schema.value_classes import ValueClass
from clausewise.spec import Operation, Parameter, Spec

#: Ids that nothing has. Only the first looks like one; the others show what a server makes of any path.
IDS = {
    "of the same form": "00000000-0000-4000-8000-00000000dead",
    "of one letter": "x",
    "with a colon": "a:b",
    "with a slash": "a/b",
    "with a space": "a b",
    "with a percent sign": "100%",
    "beyond ASCII": "\u00e9\u732b",
    "with a question mark": "a?b=c",
    "long": "x" * 2000,
}


def with_unknown_field(spec: Spec, shape: Shape, row: Row) -> Row:
    """The row with one unknown field more, where the schema has a clause about such fields."""
    if shape.whole:
        return row
    path, node = spec.follow(shape.body)
    clause = spec.governing(path, "additionalProperties")
    if clause.id not in spec.clauses or not node.get("additionalProperties", True):
        return row
    word = ValueClass("word", "x", clause, clause.basis)
    return replace(row, levels={**row.levels, UNLISTED: "present"}, values={**row.values, UNLISTED: word})


def _carries(parameter: Parameter, value: str) -> bool:
    return parameter.in_ in ("path", "query") or (value.isascii() and value.isprintable())


def unknown_id_probes(spec: Spec, operation: Operation) -> Iterator[Probe]:
    """Reads of ids that no create has answered with, for an operation that a link leads to."""
    names = parameters.linked(spec, operation)
    if not names or parameters.names_without_values(spec, operation) or operation.body_required:
        return
    clause = spec.governing(operation.location, "unknown-id")
    for name, value in IDS.items():
        if not all(_carries(parameter, value) for parameter in operation.parameters if parameter.name in names):
            continue
        call = parameters.with_parameters(spec, operation, Call(operation.method), dict.fromkeys(sorted(names), value))
        basis = clause.basis if name == "of the same form" else "assumed"
        yield Probe(
            f"{operation.id}/unknown id/{name}",
            Kind.READ,
            operation,
            call,
            Expected.REFUSED,
            (clause,),
            basis,
            is_no_request=True,
        )
