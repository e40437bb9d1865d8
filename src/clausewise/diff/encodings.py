"""Changes of how the parts of a form are written: media type, style, headers (OpenAPI 3.1, "Encoding Object")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.diff.change import Change, Direction, Witness
from clausewise.diff.media_types import covers
from clausewise.diff.pairs import OperationPair, plain, where
from clausewise.spec import Spec
from clausewise.spec.walking import pointer


def encoding_changes(
    pair: OperationPair, direction: Direction, old: Any, new: Any, media_type: str, at: str
) -> Iterator[Change]:
    """Every change of the encoding of one media type; `at` is where its media type object is written."""
    before, after = old.get("encoding", {}), new.get("encoding", {})
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name, {}), after.get(name, {})
        place = f"the part {name} of {where(pair.after)}"
        there = f"{at}/encoding{pointer(name)}" if name in after else at
        kinds = [
            encoding.get("contentType") or _default(spec, media, name)
            for spec, media, encoding in zip(pair.specs, (old, new), (one, other), strict=True)
        ]
        if one.get("contentType") != other.get("contentType") and kinds[0] != kinds[1]:
            said = ("contentType" in one, "contentType" in other)
            yield _content_type(pair, direction, place, there, (kinds[0], kinds[1]), said)
        written = [_style(encoding, media_type) for encoding in (one, other)]
        if written[0] != written[1]:
            says = f"{place} is written as {_said(written[1])}, no longer as {_said(written[0])}"
            yield plain(f"{direction}-part-style-changed", there, says, "dangerous", pair.after, about=name)
        if one.get("headers") != other.get("headers"):
            yield _headers(pair, direction, name, there, (one.get("headers", {}), other.get("headers", {})))


def _headers(pair: OperationPair, direction: Direction, name: str, at: str, headers: tuple[Any, Any]) -> Change:
    """The change of the headers of a part, breaking where its receiver is promised one that may be missing."""
    place, change_id = f"the part {name} of {where(pair.after)}", f"{direction}-part-headers-changed"
    both = [(pair.old, headers[0]), (pair.new, headers[1])]
    sent, taken = both if direction == "request" else reversed(both)
    lacking = sorted(_demanded(*taken) - _demanded(*sent))
    if not lacking:
        return plain(change_id, at, f"{place} has other headers", "dangerous", pair.after, about=name)
    kind, meaning = ("request", "was accepted and is refused now")
    says = f"{place} must have the header {lacking[0]} now"
    if direction == "response":
        kind, meaning = "answer", "may come now, and the old spec does not allow it"
        says = f"{place} may lack the header {lacking[0]} now"
    witness = Witness(kind, meaning, f"{place} without {lacking[0]}")  # type: ignore[arg-type]  # one of the two kinds
    return plain(change_id, at, says, "breaking", pair.after, about=name, witness=witness)


def _demanded(spec: Spec, headers: Any) -> set[str]:
    """The headers that a part must have, in small letters; Content-Type is told by the encoding (OpenAPI 3.1)."""
    found = {name.lower() for name, header in headers.items() if spec.resolve(header).get("required") is True}
    return found - {"content-type"}


def _default(spec: Spec, media: Any, name: str) -> str | None:
    """The media type of a part of which none is said, by the type of its schema; None where it may be any."""
    field = spec.resolve(spec.resolve(media.get("schema", {})).get("properties", {}).get(name, {}))
    if not isinstance(field, dict) or {"contentEncoding", "contentMediaType"} & field.keys():
        return None
    if field.get("format") == "binary":  # a file, in the words of OpenAPI 3.0
        return None
    return _BY_TYPE.get(str(field.get("type")))


#: OpenAPI 3.1, "Encoding Object": the default of `contentType`.
_BY_TYPE = {
    **dict.fromkeys(("string", "integer", "number", "boolean"), "text/plain"),
    "object": "application/json",
}


def _content_type(
    pair: OperationPair,
    direction: Direction,
    place: str,
    at: str,
    kinds: tuple[str | None, str | None],
    said: tuple[bool, bool],
) -> Change:
    """The change of the media type of a part; dangerous where the sender's was its default, which few know."""
    old, new = kinds
    sent, taken = (old, new) if direction == "request" else (new, old)
    is_said = said[0 if direction == "request" else 1]
    lost = [one for one in _types(sent) if not any(covers(other, one) for other in _types(taken))]
    says = f"{place} is {new or 'of any media type'}, no longer {old or 'of any media type'}"
    name = f"{direction}-part-media-type-changed"
    if not lost:
        return plain(name, at, says, "compatible", pair.after, about=place)
    kind, meaning = ("request", "was accepted and is refused now")
    if direction == "response":
        kind, meaning = "answer", "may come now, and the old spec does not allow it"
    witness = Witness(kind, meaning, f"{place} as {lost[0]}") if is_said else None  # type: ignore[arg-type]  # one of the two kinds
    return plain(name, at, says, "breaking" if is_said else "dangerous", pair.after, about=place, witness=witness)


def _types(listed: Any) -> list[str]:
    return [one.strip().lower() for one in str(listed).split(",")] if listed else ["*/*"]


def _style(encoding: Any, media_type: str) -> tuple[Any, ...]:
    """Style and explode where they count: once one of them is said, or in a form of the URL's kind."""
    said = {"style", "explode", "allowReserved"} & encoding.keys()
    if not said and media_type != "application/x-www-form-urlencoded":
        return ()
    style = encoding.get("style", "form")
    return style, encoding.get("explode", style == "form")


def _said(written: tuple[Any, ...]) -> str:
    return f"{written[0]}{', explode' if written[1] else ''}" if written else "its content type has it"
