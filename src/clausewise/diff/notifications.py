"""Changes of what the server sends on its own: callbacks of an operation, webhooks of the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausewise.diff.change import Change, Severity
from clausewise.diff.pairs import OperationPair, plain, where
from clausewise.spec import Spec
from clausewise.spec.operations import Operation
from clausewise.spec.walking import METHODS, Location

#: A notification: its name, where it goes to, its method and its media type.
Key = tuple[str, ...]


def callbacks(pair: OperationPair) -> Iterator[Change]:
    """Every change of the callbacks of an operation."""
    before, after = (dict(_of_operation(spec, operation)) for spec, operation in pair.sides)
    at = f"{pair.new.flat(pair.after.location)}/callbacks"
    for key, path in before.items():
        if key in after:
            yield from pair.schemas("response", "callback", path, after[key], f" (callback {key[0]})")
        else:
            says = f"the callback {key[0]} of {where(pair.after)} was removed or moved: its receiver waits in vain"
            yield plain("api-callback-removed", at, says, "dangerous", pair.after, about=key[0])
    for key in after:
        if key not in before:
            says = f"{where(pair.after)} calls back: {key[0]}"
            yield plain("api-callback-added", at, says, "compatible", pair.after, about=key[0])


def webhooks(old: Spec, new: Spec) -> Iterator[Change]:
    """Every change of the webhooks of a document."""
    before, after = dict(_of_document(old)), dict(_of_document(new))
    for key, path in before.items():
        name = f"webhook {key[0]}"
        if key not in after:
            says = f"the {name} comes no more, or in another form ({' '.join(key[1:])}): its receiver waits in vain"
            yield _plain("webhook-removed", path, says, "dangerous", key)
            continue
        operation = _as_operation(key, after[key])
        pair = OperationPair(old, new, operation, operation)
        for change in pair.schemas("response", "webhook", path, after[key], f" ({name})"):
            yield replace(change, operations=(operation.id,))
    for key, path in after.items():
        if key not in before:
            says = f"the webhook {key[0]} is sent now ({' '.join(key[1:])})"
            yield _plain("webhook-added", path, says, "compatible", key)


def _as_operation(key: Key, location: Location) -> Operation:
    """A webhook as the operation that its sentences are about."""
    return Operation(
        id=f"webhook:{key[0]}",
        method=key[1].upper(),
        url_path=key[0],
        location=location,
        node={},
        parameters=(),
        body_location=None,
        body_media_types=(),
        body_required=False,
        responses=(),
        links=(),
        paid=False,
    )


def _plain(change_id: str, path: Location, says: str, severity: Severity, key: Key) -> Change:
    at = "/webhooks/" + key[0].replace("~", "~0").replace("/", "~1")
    return Change(change_id, at, says, severity, "breaking", severity, about=" ".join(key[1:]))


def _of_operation(spec: Spec, operation: Operation) -> Iterator[tuple[Key, Location]]:
    for name in operation.node.get("callbacks", {}):
        location, callback = spec.follow((*operation.location, "callbacks", name))
        for expression in callback:
            if not expression.startswith("x-"):
                yield from _payloads(spec, (*location, expression), (name, expression))


def _of_document(spec: Spec) -> Iterator[tuple[Key, Location]]:
    for name in spec.document.get("webhooks", {}):
        yield from _payloads(spec, ("webhooks", name), (name,))


def _payloads(spec: Spec, at: Location, names: Key) -> Iterator[tuple[Key, Location]]:
    location, item = spec.follow(at)
    for method in METHODS:
        if method not in item:
            continue
        if "requestBody" not in item[method]:
            continue
        where_it_is, body = spec.follow((*location, method, "requestBody"))
        for media_type in body.get("content", {}):
            yield (*names, method, media_type), (*where_it_is, "content", media_type, "schema")
