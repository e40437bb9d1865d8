"""The parts that a plan leaves out because they are too many, in a line each: limits, products, strengths, shapes."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.probes.combinations import MOST_PRODUCT, is_large, product_size
from clausewise.probes.grounds import grounds_of
from clausewise.schema.shapes import MOST_SHAPES, cut
from clausewise.schema.sizes import beyond_what_is_built, reachable
from clausewise.spec import Operation, Spec


def cuts(spec: Spec, strength: int, *, free: bool) -> list[str]:
    """Each reason with the operations that it holds for; a server that is wrong only there is not found."""
    found: dict[str, list[str]] = {}
    for operation in spec.operations:
        for reason in _reasons(spec, operation, strength, free=free):
            found.setdefault(reason, []).append(operation.id)
    return [f"{reason}: {', '.join(operations)}" for reason, operations in found.items()]


def _reasons(spec: Spec, operation: Operation, strength: int, *, free: bool) -> Iterator[str]:
    if operation.body_location is None:
        return
    limits = list(dict.fromkeys(beyond_what_is_built(reachable(spec, operation.body_location))))
    if limits:
        yield f"no value is built at the limits {', '.join(limits[:3])}{' …' if limits[3:] else ''}"
    if cut(spec, operation):
        yield f"of the choices of a body {MOST_SHAPES} are tried"
    grounds = grounds_of(spec, operation)
    if free and any(product_size(ground.fields, ground.rules) > MOST_PRODUCT for ground in grounds):
        yield f"products of more than {MOST_PRODUCT} combinations are not sent, only rows that hold each pair"
    if strength > 2 and any(is_large(ground.fields) for ground in grounds):
        yield "of so many fields the rows hold each pair, and no more of three fields"
