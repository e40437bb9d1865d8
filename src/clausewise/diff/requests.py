"""Changes of what an operation takes: parameters and body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.diff.change import Change, Witness
from clausewise.diff.encodings import encoding_changes
from clausewise.diff.pairs import OperationPair, plain, request_of, where
from clausewise.spec import Spec
from clausewise.spec.operations import Operation, Parameter
from clausewise.spec.walking import Location


def changes(pair: OperationPair) -> Iterator[Change]:
    """Every change of the requests of an operation."""
    yield from _parameters(pair)
    yield from _body(pair)


def _parameters(pair: OperationPair) -> Iterator[Change]:
    before, after = keyed(pair.before.parameters), keyed(pair.after.parameters)
    for key, one in before.items():
        if key not in after:
            says = f"the {one.in_} parameter {one.name} was removed: who still sends it is not heard"
            yield plain("request-parameter-removed", pair.old.flat(one.location[:-1]), says, "dangerous", pair.after)
            continue
        other = after[key]
        if one.required != other.required:
            yield _parameter_required(pair, other, "request-parameter-became-")
        places = (node_of(one), one.in_), (node_of(other), other.in_)
        yield from pair.wired("request", "request-parameter", *places, f" ({one.in_} {one.name})")
        before_node, after_node = pair.old.at(pair.old.flat(node_of(one))), pair.new.at(pair.new.flat(node_of(other)))
        if before_node.get("allowEmptyValue", False) and not after_node.get("allowEmptyValue", False):
            says = f"the {one.in_} parameter {one.name} may no longer be empty"
            at = pair.new.flat(node_of(other))
            yield plain("request-parameter-empty-value-refused", at, says, "dangerous", pair.after, about=one.name)
    for key, other in after.items():
        if key not in before:
            yield _parameter_required(pair, other, "new-")


def _parameter_required(pair: OperationPair, parameter: Parameter, prefix: str) -> Change:
    state = "required" if parameter.required else "optional"
    says = f"the {parameter.in_} parameter {parameter.name} is {'new and ' * (prefix == 'new-')}{state} now"
    change_id = f"{prefix}{state}" + "-request-parameter" * (prefix == "new-")
    at = pair.new.flat(parameter.location[:-1])
    if not parameter.required:
        return plain(change_id, at, says, "compatible", pair.after, server="breaking")
    place = f"{where(pair.after)} without {parameter.name}"
    witness = Witness("request", "was accepted and is refused now", place, request_of(pair.old, pair.before))
    return plain(change_id, at, says, "breaking", pair.after, witness=witness)


def node_of(parameter: Parameter) -> Location:
    """The place where a parameter itself is written; its schema stands in it, or in its content."""
    location = parameter.location
    return location[:-1] if "content" not in location[-4:] else location[:-3]


def keyed(parameters: tuple[Parameter, ...]) -> dict[tuple[str, str | int], Parameter]:
    """Parameters by location and name; those in the path by their position, whatever they are called."""
    in_path = [one for one in parameters if one.in_ == "path"]
    keyed: dict[tuple[str, str | int], Parameter] = {("path", index): one for index, one in enumerate(in_path)}
    return keyed | {(one.in_, one.name): one for one in parameters if one.in_ != "path"}


def _body(pair: OperationPair) -> Iterator[Change]:
    old, new = (_request_body(spec, operation) for spec, operation in pair.sides)
    at = f"{pair.new.flat(pair.after.location)}/requestBody"
    if old is None or new is None:
        if old is not new:
            yield from _body_came_or_went(pair, at, new)
        return
    if pair.before.body_required != pair.after.body_required:
        state = "required" if pair.after.body_required else "optional"
        says = f"the body of {where(pair.after)} became {state}"
        witness = Witness("request", "was accepted and is refused now", f"{where(pair.after)} without a body")
        if pair.after.body_required:
            yield plain("request-body-became-required", at, says, "breaking", pair.after, witness=witness)
        else:
            yield plain("request-body-became-optional", at, says, "compatible", pair.after, server="breaking")
    for media_type in pair.before.body_media_types:
        if media_type not in pair.after.body_media_types:
            says = f"{where(pair.after)} no longer takes {media_type}"
            place = f"{where(pair.after)} with Content-Type: {media_type}"
            witness = Witness("request", "was accepted and is refused now", place)
            yield plain(
                "request-body-media-type-removed", at, says, "breaking", pair.after, about=media_type, witness=witness
            )
        else:
            before, after = (_schema(spec, operation, media_type) for spec, operation in pair.sides)
            yield from pair.schemas("request", "request", before, after)
            media = old["content"][media_type], new["content"][media_type]
            there = pair.new.flat(after[:-1])
            yield from encoding_changes(pair, "request", *media, media_type, there)
    for media_type in pair.after.body_media_types:
        if media_type not in pair.before.body_media_types:
            says = f"{where(pair.after)} takes {media_type} too"
            yield plain(
                "request-body-media-type-added", at, says, "compatible", pair.after, about=media_type, server="breaking"
            )


def _body_came_or_went(pair: OperationPair, at: str, new: Any) -> Iterator[Change]:
    if new is None:
        says = f"{where(pair.after)} has no body any more: what it said is not heard"
        at = f"{pair.old.flat(pair.before.location)}/requestBody"
        yield plain("request-body-removed", at, says, "dangerous", pair.after)
    elif pair.after.body_required:
        witness = Witness("request", "was accepted and is refused now", f"{where(pair.after)} without a body")
        says = f"{where(pair.after)} needs a body now"
        yield plain("request-body-added-required", at, says, "breaking", pair.after, witness=witness)
    else:
        says = f"{where(pair.after)} may have a body now"
        yield plain("request-body-added-optional", at, says, "compatible", pair.after, server="breaking")


def _request_body(spec: Spec, operation: Operation) -> Any:
    return spec.resolve(operation.node["requestBody"]) if "requestBody" in operation.node else None


def _schema(spec: Spec, operation: Operation, media_type: str) -> tuple[str | int, ...]:
    return (*spec.follow((*operation.location, "requestBody"))[0], "content", media_type, "schema")
