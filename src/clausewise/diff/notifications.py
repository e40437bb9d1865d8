"""Changes of what the server sends on its own: callbacks of an operation, webhooks of the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from clausewise.diff.change import Change, Severity
from clausewise.diff.media_types import in_one_form
from clausewise.diff.pairs import OperationPair, plain, where
from clausewise.diff.received import Received
from clausewise.spec import Spec
from clausewise.spec.operation_reading import operation_at
from clausewise.spec.operations import Operation
from clausewise.spec.walking import METHODS, Location, pointer

#: A notification: its name, where it goes to, its method and its media type.
Key = tuple[str, ...]
#: Stands in a key for the media type of a notification that has no body.
BODILESS = "without a body"


def callbacks(pair: OperationPair) -> Iterator[Change]:
    """Every change of the callbacks of an operation."""
    sent = [dict(_operations(spec, _called(spec, operation))) for spec, operation in pair.sides]
    for key in [key for key in sent[0] if key in sent[1]]:
        yield from Received(pair, sent[0][key], sent[1][key], f"callback {key[0]}", "callback").changes()
    before, after = (dict(_payloads(spec, one)) for (spec, _), one in zip(pair.sides, sent, strict=True))
    at = f"{pair.new.flat(pair.after.location)}/callbacks"
    for key, path in before.items():
        if key in after:
            if key[-1] != BODILESS:
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
    sent = [dict(_operations(spec, _hooks(spec))) for spec in (old, new)]
    for key in [key for key in sent[0] if key in sent[1]]:
        yield from _hook_changes(OperationPair(old, new, *(one[key] for one in sent)), key)
    before, after = (dict(_payloads(spec, one)) for spec, one in zip((old, new), sent, strict=True))
    for key, path in before.items():
        name = f"webhook {key[0]}"
        if key not in after:
            says = f"the {name} comes no more, or in another form ({' '.join(key[1:])}): its receiver waits in vain"
            yield _plain("webhook-removed", says, "dangerous", key)
            continue
        if key[-1] == BODILESS:
            continue
        pair = OperationPair(old, new, sent[0][key[:-1]], sent[1][key[:-1]])
        yield from pair.schemas("response", "webhook", path, after[key], f" ({name})")
    for key in after:
        if key not in before:
            says = f"the webhook {key[0]} is sent now ({' '.join(key[1:])})"
            yield _plain("webhook-added", says, "compatible", key)


def _hook_changes(pair: OperationPair, key: Key) -> Iterator[Change]:
    """Every change of one webhook beside its payload."""
    name = f"webhook {key[0]}"
    yield from Received(pair, pair.before, pair.after, name, "webhook").changes()
    ids = [operation.node.get("operationId") for operation in (pair.before, pair.after)]
    if ids[0] != ids[1]:
        says = f"the {name} is called {ids[1]} now, no longer {ids[0]}: generated receivers rename the function"
        yield _plain("webhook-operation-id-changed", says, "dangerous", key, server="compatible")


def _plain(change_id: str, says: str, severity: Severity, key: Key, server: Severity = "breaking") -> Change:
    at = pointer("webhooks", key[0])
    return Change(change_id, at, says, severity, server, severity, about=" ".join(key[1:]))


#: A path item whose operations are notifications: their names, and where it is written.
Item = tuple[Key, Location]


def _called(spec: Spec, operation: Operation) -> Iterator[Item]:
    for name in operation.node.get("callbacks", {}):
        location, callback = spec.follow((*operation.location, "callbacks", name))
        yield from (((name, to), (*location, to)) for to in callback if not to.startswith("x-"))


def _hooks(spec: Spec) -> Iterator[Item]:
    yield from (((name,), ("webhooks", name)) for name in spec.document.get("webhooks", {}))


def _operations(spec: Spec, items: Iterable[Item]) -> Iterator[tuple[Key, Operation]]:
    for names, at in items:
        location, item = spec.follow(at)
        for method in METHODS:
            if method in item:
                operation = operation_at(spec, (*location, method))
                yield (*names, method), replace(operation, id=f"webhook:{names[0]}", url_path=names[0])


def _payloads(spec: Spec, operations: Mapping[Key, Operation]) -> Iterator[tuple[Key, Location]]:
    for key, operation in operations.items():
        if not operation.body_media_types:
            yield (*key, BODILESS), operation.location
            continue
        where_it_is, _ = spec.follow((*operation.location, "requestBody"))
        for media_type in operation.body_media_types:
            yield (*key, in_one_form(media_type)), (*where_it_is, "content", media_type, "schema")
