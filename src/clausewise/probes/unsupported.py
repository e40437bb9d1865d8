"""What of a spec the suite does not check, in one line for each reason."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.probes import known_parameters as parameters
from clausewise.probes.keys import carried
from clausewise.schema.factors import factors
from clausewise.schema.rules import cheapest, rules
from clausewise.spec import Operation, Spec


def unsupported(spec: Spec) -> list[str]:
    """Each reason with the operations that it holds for; empty where every operation is checked."""
    found: dict[str, list[str]] = {}
    for operation in spec.operations:
        for reason in _reasons(spec, operation):
            found.setdefault(reason, []).append(operation.id)
    lines = [f"{reason}: {', '.join(operations)}" for reason, operations in found.items()]
    if spec.security_scheme is not None and carried(spec, "") is None:
        lines.append(f"the API key is sent in headers only: {spec.security_scheme[-1]}")
    return lines


def _reasons(spec: Spec, operation: Operation) -> Iterator[str]:
    needed = any(parameter.required for parameter in operation.parameters)
    if parameters.untold(spec, operation) or (needed and operation.body_required):
        yield "no link tells the values of required parameters"
    elif needed:
        return
    elif operation.body_location is None:
        yield (
            "only bodies of application/json are made"
            if operation.body_media_types
            else "nothing to vary in the request"
        )
    else:
        fields = factors(spec, operation)
        if not fields:
            yield "bodies are made where they are objects with known fields"
        elif cheapest(fields, rules(spec, operation, fields), {}) is None:
            yield "no valid body is found"
        elif operation.body_media_types[1:]:
            yield "bodies are sent as JSON only"
    if any(not parameter.required for parameter in operation.parameters):
        yield "optional parameters are left out"
