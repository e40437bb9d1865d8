"""New ids, in the form that the schema of the answer takes and the shown one has."""

from __future__ import annotations

import re
import secrets
import string
import uuid
from collections.abc import Callable
from typing import Any

#: Makes an id of a number that no other id was made of.
Form = Callable[[int], Any]
_ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
_HEXADECIMAL = ("abcdef", "ABCDEF", string.digits)


def form(shown: Any, takes: Callable[[Any], bool]) -> Form:
    """The first form of new ids of which each is taken in the place of the shown one; the shown id where none is."""
    numeric = isinstance(shown, (int, float)) and not isinstance(shown, bool)
    forms = [*(_numbers(shown) if numeric else []), *_texts(shown if isinstance(shown, str) else "")]
    return next((one for one in forms if all(takes(one(number)) for number in (1, 2, 9))), lambda _: shown)


def _numbers(shown: float) -> list[Form]:
    """A number from 1, from the shown one, or a multiple of it."""
    return [lambda number: number, lambda number: shown + number, lambda number: shown * (number + 1)]


def _texts(shown: str) -> list[Form]:
    """A UUID, alone or behind the letters that the shown id begins with; else the shown id with another end.

    Its last letters and digits become a number, or other characters of the same kinds.
    """
    words = re.match(r"[^0-9]*", shown)
    prefix = words[0] if words else ""
    tail = re.search(r"[A-Za-z0-9]*$", shown)
    kept = shown[: tail.start()] if tail else ""
    return [
        lambda _: str(uuid.uuid4()),
        lambda _: f"{prefix}{uuid.uuid4()}",
        lambda number: kept + str(number).zfill(len(shown) - len(kept)),
        lambda _: kept + _varied(shown[len(kept) :], _ALPHABETS),
        lambda _: kept + _varied(shown[len(kept) :], _HEXADECIMAL),
        lambda _: _varied(shown, _ALPHABETS),
        lambda _: _varied(shown, (string.digits,)),
        lambda number: number,
    ]


def _varied(text: str, alphabets: tuple[str, ...]) -> str:
    """A text with another character of the same kind in the place of each that is in one of some alphabets."""
    kinds = {character: alphabet for alphabet in alphabets for character in alphabet}
    return "".join(secrets.choice(kinds.get(character, character)) for character in text)
