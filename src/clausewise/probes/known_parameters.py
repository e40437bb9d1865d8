"""Which parameters of an operation have values that somebody knows: those that a link tells."""

from __future__ import annotations

from clausewise.spec import Operation, Spec


def linked(spec: Spec, operation: Operation) -> set[str]:
    """The names of the parameters whose values another operation's answer tells, by a link."""
    return {link.parameter for other in spec.operations for link in other.links if link.target == operation.id}


def untold(spec: Spec, operation: Operation) -> set[str]:
    """The names of the required parameters whose values no link tells."""
    return {parameter.name for parameter in operation.parameters if parameter.required} - linked(spec, operation)
