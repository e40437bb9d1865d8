"""The ground of the probes of one shape of a body: its fields, its rules, the cheapest valid body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from clausewise.schema.factors import Factor, factors
from clausewise.schema.rules import Rule, body, cheapest, rules
from clausewise.schema.shapes import Shape, shapes
from clausewise.spec import BodyValidator, Operation, Spec
from clausewise.spec.validation import validator


@dataclass(frozen=True)
class Ground:
    """One shape of a body; `base` is its cheapest valid body, None where none is found."""

    shape: Shape
    fields: list[Factor]
    rules: list[Rule]
    validator: BodyValidator
    base: Any

    def takes(self, value: Any) -> bool:
        """Tell whether the whole schema of the body takes a value."""
        return self.validator.is_valid(value)


def grounds_of(spec: Spec, operation: Operation) -> list[Ground]:
    """The grounds of an operation's body, shape by shape; one as a whole where no field leads to a valid body."""
    return _grounds(spec, operation.id)


@cache
def _grounds(spec: Spec, operation_id: str) -> list[Ground]:
    operation = spec.operation(operation_id)
    found = [ground for shape in shapes(spec, operation) for ground in _of(spec, shape)]
    usable = [ground for ground in found if ground.base is not None]
    if not usable and operation.body_location is not None:
        return list(_of(spec, Shape(operation.id, operation.body_location)))
    return usable


def _of(spec: Spec, shape: Shape) -> Iterator[Ground]:
    fields = factors(spec, shape)
    tied = rules(spec, shape, fields)
    judge = validator(spec, shape.body)
    levels = cheapest(fields, tied, {}) if fields else None
    base = body(fields, levels) if levels is not None else None
    yield Ground(shape, fields, tied, judge, base if base is not None and judge.is_valid(base) else None)
