"""The media types of the old spec with those of the new: letters do not count, and a range holds others.

RFC 9110, 8.3.1: type, subtype and names of parameters are the same in any letters. OpenAPI 3.1, "Request Body Object":
a key may be a range such as `image/*`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clausewise.spec.media_ranges import essence


@dataclass(frozen=True)
class Paired:
    """Media types as they are written: pairs, old and new, of what may be the same; those gone and those that came.

    A range that is gone or came is also in pairs with what it holds.
    """

    pairs: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    come: tuple[str, ...]


def paired(old: Iterable[str], new: Iterable[str]) -> Paired:
    """Pair the media types of two lists."""
    before, after = list(old), list(new)
    pairs = [(one, other) for one in before for other in after if _normal(one) == _normal(other)]
    old_left = [one for one in before if all(one != pair[0] for pair in pairs)]
    new_left = [other for other in after if all(other != pair[1] for pair in pairs)]
    widened = [(one, wide) for one in old_left if (wide := _holder(one, after)) is not None]
    narrowed = [(wide, other) for other in new_left if (wide := _holder(other, before)) is not None]
    gone = [one for one in old_left if all(one != pair[0] for pair in widened)]
    come = [other for other in new_left if all(other != pair[1] for pair in narrowed)]
    return Paired(tuple(dict.fromkeys((*pairs, *widened, *narrowed))), tuple(gone), tuple(come))


def covers(wide: str, narrow: str) -> bool:
    """Tell whether a media type or range holds another: its type, its subtype, and each parameter that it names."""
    (one, asked), (other, given) = _normal(wide), _normal(narrow)
    pattern = re.escape(one).replace(r"\*", "[^/]*")
    return re.fullmatch(pattern, other) is not None and set(asked) <= set(given)


def in_one_form(media_type: str) -> str:
    """A media type as it is the same for all in which only letters or the order of parameters differ."""
    kind, parameters = _normal(media_type)
    return "; ".join((kind, *(f"{name}={value}" for name, value in parameters)))


def _holder(one: str, among: list[str]) -> str | None:
    """The nearest that holds a media type, the one with the fewest stars."""
    holders = [wide for wide in among if covers(wide, one)]
    return min(holders, key=lambda wide: wide.count("*"), default=None)


def _normal(media_type: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    _, *parameters = media_type.split(";")
    named = [part.partition("=") for part in parameters if part.strip()]
    made = sorted((name.strip().lower(), value.strip().strip('"').lower()) for name, _, value in named)
    return essence(media_type), tuple(made)
