"""Changes of what an operation answers: statuses, media types, headers, bodies; and of its callbacks."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.diff.change import Change, Severity, Witness
from clausewise.diff.pairs import OperationPair, plain, where
from clausewise.schema.value_classes import value_classes
from clausewise.spec.operations import ResponseSpec
from clausewise.spec.walking import METHODS


def changes(pair: OperationPair) -> Iterator[Change]:
    """Every change of the answers and callbacks of an operation."""
    yield from _answers(pair)
    yield from _callbacks(pair)


def _answers(pair: OperationPair) -> Iterator[Change]:
    before = {response.status: response for response in pair.before.responses}
    after = {response.status: response for response in pair.after.responses}
    at = f"{pair.new.flat(pair.after.location)}/responses"
    for status, one in before.items():
        if status in after:
            yield from _answer(pair, one, after[status])
        elif not one.accepts:
            says = f"{where(pair.after)} no longer lists the answer {status}"
            yield plain("response-non-success-status-removed", at, says, "compatible", pair.after, about=status)
        else:
            severity: Severity = "dangerous" if any(other.accepts for other in after.values()) else "breaking"
            says = f"{where(pair.after)} no longer answers {status}"
            place = f"{where(pair.after)}: {status}"
            witness = Witness("answer", "was the answer to an accepted request, and comes no more", place)
            shown = witness if severity == "breaking" else None
            change_id = "response-success-status-removed"
            yield plain(change_id, at, says, severity, pair.after, about=status, server="breaking", witness=shown)
    for status, other in after.items():
        if status not in before:
            yield _answer_added(pair, other, f"{at}/{status}")


def _answer_added(pair: OperationPair, response: ResponseSpec, at: str) -> Change:
    says = f"{where(pair.after)} may answer {response.status} now"
    if not response.accepts:
        return plain("response-non-success-status-added", at, says, "compatible", pair.after)
    media_type, body = next(iter(response.media), ""), None
    if "schema" in response.media.get(media_type, {}):
        body = next((one.value for one in value_classes(pair.new, response.schema_location(media_type))), None)
    place = f"{where(pair.after)}: {response.status}"
    witness = Witness("answer", "may come now, and the old spec does not know it", place, body)
    return plain("response-success-status-added", at, says, "breaking", pair.after, witness=witness)


def _answer(pair: OperationPair, old: ResponseSpec, new: ResponseSpec) -> Iterator[Change]:
    place = f": {new.status}"
    at = f"{pair.new.flat(new.location)}/content"
    for media_type, media in old.media.items():
        if media_type not in new.media:
            says = f"the answer {new.status} of {where(pair.after)} no longer comes as {media_type}"
            witness = Witness(
                "request", "was answered and is not now", f"{where(pair.after)} with Accept: {media_type}"
            )
            yield plain(
                "response-media-type-removed",
                at,
                says,
                "breaking",
                pair.after,
                about=media_type,
                server="breaking",
                witness=witness,
            )
        elif "schema" in media and "schema" in new.media[media_type]:
            paths = old.schema_location(media_type), new.schema_location(media_type)
            yield from pair.schemas("response", "response", *paths, place)
    for media_type in new.media:
        if media_type not in old.media:
            says = f"the answer {new.status} of {where(pair.after)} may come as {media_type} too"
            severity: Severity = "compatible" if old.media else "dangerous"
            yield plain("response-media-type-added", at, says, severity, pair.after, about=media_type)
    yield from _headers(pair, old, new)


def _headers(pair: OperationPair, old: ResponseSpec, new: ResponseSpec) -> Iterator[Change]:
    before, after = (
        spec.at(spec.flat(response.location)).get("headers", {})
        for spec, response in ((pair.old, old), (pair.new, new))
    )
    at = f"{pair.new.flat(new.location)}/headers"
    for name in before:
        if name not in after:
            required = pair.old.resolve(before[name]).get("required", False)
            says = f"the header {name} of the answer {new.status} of {where(pair.after)} was removed"
            change_id = f"{'required' if required else 'optional'}-response-header-removed"
            witness = Witness("answer", "may come without the header now", f"{where(pair.after)}: {new.status}")
            if required:
                yield plain(change_id, at, says, "breaking", pair.after, about=name, witness=witness)
            else:
                yield plain(change_id, at, says, "dangerous", pair.after, about=name)
    for name in after:
        if name not in before:
            says = f"the answer {new.status} of {where(pair.after)} has a header {name}"
            yield plain("response-header-added", at, says, "compatible", pair.after, about=name)


def _callbacks(pair: OperationPair) -> Iterator[Change]:
    before, after = _payloads(pair, old=True), _payloads(pair, old=False)
    at = f"{pair.new.flat(pair.after.location)}/callbacks"
    for key, path in before.items():
        if key in after:
            yield from pair.schemas("response", "callback", path, after[key], f" (callback {key[0]})")
        else:
            says = f"the callback {key[0]} of {where(pair.after)} was removed or moved: its receiver waits in vain"
            yield plain("api-callback-removed", at, says, "dangerous", pair.after, about=key[0])
    for key in after:
        if key not in before:
            yield plain(
                "api-callback-added",
                at,
                f"{where(pair.after)} calls back: {key[0]}",
                "compatible",
                pair.after,
                about=key[0],
            )


def _payloads(pair: OperationPair, *, old: bool) -> dict[tuple[str, ...], tuple[str | int, ...]]:
    spec, operation = (pair.old, pair.before) if old else (pair.new, pair.after)
    found: dict[tuple[str, ...], tuple[str | int, ...]] = {}
    for name in operation.node.get("callbacks", {}):
        where_it_is, callback = spec.follow((*operation.location, "callbacks", name))
        for expression, item in callback.items():
            for method in METHODS:
                content = item.get(method, {}).get("requestBody", {}).get("content", {})
                for media_type in content:
                    path = (*where_it_is, expression, method, "requestBody", "content", media_type, "schema")
                    found[name, expression, method, media_type] = path
    return found
