"""The operations that get a typed call in the client: the create that starts a task, and all that take an object."""

from __future__ import annotations

import re
from typing import Any

from clausewise.spec import Operation, Spec
from clausewise.spec.operations import JSON

#: The methods that the clients have by hand: the call of an operation of that name gets a `_` at its end.
TAKEN = {"get", "wait", "close", "aclose", "create", "create_and_wait", "with_options"}


def create_of(spec: Spec) -> Operation | None:
    """The paid operation whose answer leads to what it has started; None where there is none."""
    paid = [each for each in spec.operations if each.paid and each.links and _has_fields(spec, each)]
    return paid[0] if paid else None


def others_of(spec: Spec) -> list[Operation]:
    """The other operations that take a JSON object and nothing but what stands in it and in the path."""
    main = create_of(spec)
    return [each for each in spec.operations if each is not main and _takes_fields(spec, each)]


def _takes_fields(spec: Spec, operation: Operation) -> bool:
    return _has_fields(spec, operation) and not any(p.required and p.in_ != "path" for p in operation.parameters)


def untyped(spec: Spec) -> list[str]:
    """A line for each paid operation that gets no typed call."""
    typed = [create_of(spec), *others_of(spec)]
    left = [each for each in spec.operations if each.paid and each.body_location is not None and each not in typed]
    return [f"{each.id}: no call by its name, only the generated function: its body is no one object" for each in left]


def _has_fields(spec: Spec, operation: Operation) -> bool:
    if operation.body_location is None:
        return False
    node = spec.follow(operation.body_location)[1]
    return isinstance(node, dict) and bool(node.get("properties"))


def class_name(operation: Operation, prefix: str = "") -> str:
    """The name of the class of an operation; `prefix` is Async or nothing."""
    return prefix + operation.id[:1].upper() + re.sub(r"\W", "_", operation.id[1:])


def method_name(operation: Operation) -> str:
    """The name of an operation's call, in Python's way of writing: `createCharacter` is create_character."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", operation.id).lower()
    name = re.sub(r"\W+", "_", words).strip("_")
    return f"{name}_" if name in TAKEN or name[:1].isdigit() else name


def answer_schema(operation: Operation) -> Any:
    """The place of the schema of an accepted answer, None where it is no JSON."""
    accepted = operation.accepted
    return accepted.schema_location() if accepted is not None and "schema" in accepted.media.get(JSON, {}) else None
