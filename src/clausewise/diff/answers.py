"""Changes of what an operation answers: statuses, media types, headers, bodies; and of its callbacks."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.diff.change import Change, Severity, Witness
from clausewise.diff.encodings import encoding_changes
from clausewise.diff.links import link_changes
from clausewise.diff.media_types import Paired, paired
from clausewise.diff.notifications import callbacks
from clausewise.diff.pairs import OperationPair, plain, where
from clausewise.diff.statuses import Statuses, named
from clausewise.schema.value_classes import value_classes
from clausewise.spec.media_ranges import essence
from clausewise.spec.operations import ResponseSpec
from clausewise.spec.walking import Location, pointer


def changes(pair: OperationPair) -> Iterator[Change]:
    """Every change of the answers and callbacks of an operation."""
    yield from _answers(pair)
    yield from callbacks(pair)


def _answers(pair: OperationPair) -> Iterator[Change]:
    at = f"{pair.new.flat(pair.after.location)}/responses"
    statuses = Statuses.of(pair.before.responses, pair.after.responses)
    for one, other in statuses.pairs:
        yield from _answer(pair, one, other)
        if one.status != other.status:
            says = f"the answer {one.status} of {where(pair.after)} is listed under {other.status} now"
            about = f"{one.status} {other.status}"
            yield plain("response-status-listed-otherwise", at, says, "compatible", pair.after, about=about)
    yield from (_answer_removed(pair, statuses, one, at) for one in statuses.gone)
    yield from (_answer_added(pair, other, f"{at}/{other.status}") for other in statuses.come)


def _answer_removed(pair: OperationPair, statuses: Statuses, one: ResponseSpec, at: str) -> Change:
    status = one.status
    says = f"{where(pair.after)} no longer lists the answer {status}"
    if not one.accepts:
        return plain("response-non-success-status-removed", at, says, "compatible", pair.after, about=status)
    change_id = "response-success-status-removed"
    if left := [other.status for before, other in statuses.pairs if before is one]:
        says += f", only {' and '.join(left)}"
        return plain(change_id, at, says, "compatible", pair.after, about=status, server="breaking")
    says = f"{where(pair.after)} no longer answers {status}"
    if any(other.accepts for other in pair.after.responses):
        return plain(change_id, at, says, "dangerous", pair.after, about=status, server="breaking")
    meaning = "was the answer to an accepted request, and comes no more"
    witness = Witness("answer", meaning, f"{where(pair.after)}: {status}")
    return plain(change_id, at, says, "breaking", pair.after, about=status, server="breaking", witness=witness)


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
    place = f": {named(old, new)}"
    at = f"{pair.new.flat(new.location)}/content"
    media = paired(old.media, new.media)
    for one, other in media.pairs:
        paths = old.schema_location(one), new.schema_location(other)
        yield from pair.schemas("response", "response", *paths, place)
        there = f"{at}{pointer(other)}"
        yield from encoding_changes(pair, "response", old.media[one], new.media[other], other, there)
    for media_type in media.gone:
        yield _media_type_gone(pair, media, media_type, new, at)
    for media_type in media.come:
        says = f"the answer {new.status} of {where(pair.after)} may come as {media_type} too"
        wider = any(other == media_type for _, other in media.pairs)
        severity: Severity = "compatible" if old.media and not wider else "dangerous"
        yield plain("response-media-type-added", at, says, severity, pair.after, about=media_type)
    yield from _headers(pair, old, new)
    yield from link_changes(pair, old, new)


def _media_type_gone(pair: OperationPair, media: Paired, media_type: str, new: ResponseSpec, at: str) -> Change:
    """The change of a media type in which an answer comes no more, harmless where it was a range of what is left."""
    left = [other for one, other in media.pairs if one == media_type]
    says = f"the answer {new.status} of {where(pair.after)} no longer comes as {media_type}"
    says += f", only as {' and '.join(left)}" if left else ""
    severity: Severity = "compatible" if left else "breaking"
    if not left and any(essence(media_type) == essence(other) for other in new.media):
        severity = "dangerous"
    witness = Witness("request", "was answered and is not now", f"{where(pair.after)} with Accept: {media_type}")
    return plain(
        "response-media-type-removed",
        at,
        says,
        severity,
        pair.after,
        about=media_type,
        server="breaking",
        witness=witness if severity == "breaking" else None,
    )


def _headers(pair: OperationPair, old: ResponseSpec, new: ResponseSpec) -> Iterator[Change]:
    before, after = (
        {
            name.lower(): name
            for name in spec.follow(response.location)[1].get("headers", {})
            if name.lower() != "content-type"  # passed over (OpenAPI 3.1, "Response Object"): the media types tell it
        }
        for spec, response in ((pair.old, old), (pair.new, new))
    )
    at = f"{pair.new.flat(new.location)}/headers"
    for key, name in before.items():
        place, one = pair.old.follow((*old.location, "headers", name))
        if key in after:
            yield from _header(
                pair, name, place, pair.new.follow((*new.location, "headers", after[key]))[0], new.status
            )
            continue
        required = one.get("required", False)
        says = f"the header {name} of the answer {new.status} of {where(pair.after)} was removed"
        change_id = f"{'required' if required else 'optional'}-response-header-removed"
        witness = Witness("answer", "may come without the header now", f"{where(pair.after)}: {new.status}")
        if required:
            yield plain(change_id, at, says, "breaking", pair.after, about=name, witness=witness)
        else:
            yield plain(change_id, at, says, "dangerous", pair.after, about=name)
    for key, name in after.items():
        if key not in before:
            says = f"the answer {new.status} of {where(pair.after)} has a header {name}"
            yield plain("response-header-added", at, says, "compatible", pair.after, about=name)


def _header(pair: OperationPair, name: str, before: Location, after: Location, status: str) -> Iterator[Change]:
    """The changes of one header that both answers list."""
    one, other = pair.old.at(pair.old.flat(before)), pair.new.at(pair.new.flat(after))
    was, is_now = one.get("required", False), other.get("required", False)
    at = pair.new.flat(after)
    place = f"the header {name} of the answer {status} of {where(pair.after)}"
    if was and not is_now:
        witness = Witness("answer", "may come without the header now", f"{where(pair.after)}: {status}")
        says = f"{place} became optional"
        yield plain("response-header-became-optional", at, says, "breaking", pair.after, about=name, witness=witness)
    elif is_now and not was:
        says = f"{place} became required"
        yield plain(
            "response-header-became-required", at, says, "compatible", pair.after, about=name, server="breaking"
        )
    yield from pair.wired(
        "response", "response-header", (before, "header"), (after, "header"), f": {status} ({name})", name
    )
