"""The parts of a spec that the suite does not check, in one line for each reason."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.probes import known_parameters as parameters
from clausewise.probes.grounds import grounds_of
from clausewise.probes.keys import carried, needs_another_key
from clausewise.schema.shapes import MOST_SHAPES, cut
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
    known = parameters.linked(spec, operation)
    if needs_another_key(spec, operation):
        yield "one key is held, and they ask for another than the first scheme of the spec"
    elif parameters.names_without_values(spec, operation):
        yield "nothing tells the values of required parameters"
    elif any(p.name in known for p in parameters.wanted(operation)):
        leading = [link for other in spec.operations for link in other.links if link.target == operation.id]
        if operation.body_required:
            yield "bodies are not sent to what a link leads to"
        elif operation.safe and not any(parameters.is_readable(spec, link) for link in leading):
            yield "links tell one of several parameters"
    elif operation.body_location is not None:
        if not any(ground.base is not None for ground in grounds_of(spec, operation)):
            yield "no valid body is found"
        elif cut(spec, operation):
            yield f"of the choices of a body {MOST_SHAPES} are tried"
        elif operation.body_media_types[1:]:
            yield "bodies are sent as JSON only"
    elif operation.body_media_types:
        yield "only bodies of application/json are made"
    elif not operation.safe:
        yield "nothing is sent to what changes something and has no body"
    optional = [parameter for parameter in operation.parameters if not parameter.required]
    if any(operation.body_media_types or not parameters.known_values(spec, parameter) for parameter in optional):
        yield "optional parameters are left out"
