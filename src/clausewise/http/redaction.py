"""Redaction: takes API keys out of text, whole or in pieces, in each form in which they may come back."""

from __future__ import annotations

import base64
import json
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

#: What stands in the place of a key.
REDACTED = "[REDACTED KEY]"
#: What stands in the place of a piece of a key, so that no two pieces can be joined.
REDACTED_PIECE = "[REDACTED PIECE OF A KEY]"
#: How many characters of a key in a row are such a piece; half of a key is one too.
PIECE = 8

_ESCAPED = re.compile(
    r"\\u([0-9a-f]{4})|\\u\{0*([0-9a-f]{1,5})\}|\\x([0-9a-f]{2})|%([0-9a-f]{2})|&#x0*([0-9a-f]{1,5});?|&#0*([0-9]{1,6});?"
    r"|\\([0-3][0-7]{2})|\\(?P<plain>[\"\\/])|\0+"
)
#: So long a form of a key does not stand by chance in words without the spaces between them.
LONG = 16
#: How many layers of escapes are looked through, as of JSON in a string of JSON.
LAYERS = 3
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


class Secret(str):
    """A text that shows itself to nobody who asks for its representation, as tracebacks do."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"'{REDACTED}'"


@dataclass(frozen=True)
class _Form:
    """One way to write a secret, and how many of its characters in a row give too much of it away."""

    text: str
    piece: int


class Redaction:
    """Takes secrets out of text."""

    def __init__(self, secrets: list[str]) -> None:
        found = [_Form(lower(form), _piece(secret, form)) for secret in secrets for form in forms(secret)]
        self._wholes = sorted({form.text for form in found}, key=len, reverse=True)
        lengths = sorted({form.piece for form in found})
        self._pieces = [_Pieces(length, [form.text for form in found if form.piece == length]) for length in lengths]

    def __call__(self, text: str) -> str:
        """The text with every form of every secret, and every piece of one, replaced."""
        parts: list[str] = []
        end = 0
        for start, stop, whole in _merged([*self._spans(text)]):
            parts += [text[end:start], REDACTED if whole else REDACTED_PIECE]
            end = stop
        return "".join([*parts, text[end:]])

    def finds(self, text: str) -> bool:
        """Tell whether any form of a secret is in the text as a whole, whatever white space breaks it up."""
        return any(True for reading, origins in _readings(text) for _ in self._whole_spans(reading, origins))

    def in_bytes(self, body: bytes) -> bytes:
        """Bytes without secrets, otherwise as they were."""
        return self(body.decode("latin-1")).encode("latin-1")

    def _spans(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """Find the places of secrets in a text, and whether they stand there as a whole."""
        for reading, origins in _readings(text):
            yield from ((start, stop, True) for start, stop in self._whole_spans(reading, origins))
            for pieces in self._pieces:
                for start, stop in pieces.spans(reading):
                    yield _origin(origins, start), _origin(origins, stop), False

    def _whole_spans(self, reading: str, origins: array[int] | None) -> Iterator[tuple[int, int]]:
        """Find where forms of secrets stand as a whole in a reading, by the places of the text that it is one of."""
        for start, stop in _found(reading, self._wholes):
            yield _origin(origins, start), _origin(origins, stop)
        # White space may break up what is long, as lines of base64 and bytes in hexadecimal.
        joined = "".join(reading.split())
        apart = [*_found(joined, [form for form in self._wholes if len(form) >= LONG])]
        if apart and len(joined) < len(reading):
            places = [at for at, char in enumerate(reading) if not char.isspace()]
            for start, stop in apart:
                yield _origin(origins, places[start]), _origin(origins, places[stop - 1] + 1)


def _found(text: str, forms: list[str]) -> Iterator[tuple[int, int]]:
    """Find where each form begins and ends in a text."""
    for form in forms:
        at = text.find(form)
        while at >= 0:
            yield at, at + len(form)
            at = text.find(form, at + 1)


class _Pieces:
    """Every run of `length` characters of some texts, and where one stands in another text."""

    def __init__(self, length: int, texts: list[str]) -> None:
        self.length = length
        # Wherever a piece stands in a run of characters that pieces are made of, it holds a whole block of that run.
        self.block = (length + 1) // 2
        self.pieces = {text[at : at + length] for text in texts for at in range(len(text) - length + 1)}
        self.blocks = {piece[at : at + self.block] for piece in self.pieces for at in range(length - self.block + 1)}
        characters = "".join(map(re.escape, sorted(set("".join(self.pieces)))))
        self.runs = re.compile(f"[{characters}]{{{length},}}")

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Find where each piece begins and ends."""
        for run in self.runs.finditer(text):
            first, end = run.span()
            for block in range(first, end - self.block + 1, self.block):
                if text[block : block + self.block] not in self.blocks:
                    continue
                for at in range(max(first, block + self.block - self.length), min(block, end - self.length) + 1):
                    if text[at : at + self.length] in self.pieces:
                        yield at, at + self.length


def forms(secret: str) -> list[str]:
    """A secret as it may stand in an answer: plain, URL-encoded, in JSON, hexadecimal, base64 at any offset."""
    raw = secret.encode()
    found = [secret, quote(secret, safe=""), json.dumps(secret)[1:-1], secret[::-1]]
    found += [raw.hex(), raw.hex(":")]
    for offset in range(3):
        # The first and last characters of a base64 text depend on what stands beside the secret.
        encoded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        inner = encoded[(0, 2, 3)[offset] : len(encoded) - 1]
        found += [inner, inner.replace("+", "-").replace("/", "_")]
    return [form for form in dict.fromkeys(found) if len(form) >= min(6, len(secret))]


def lower(text: str) -> str:
    """A text in lower case, of the same length: no letter beyond ASCII changes."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def _piece(secret: str, form: str) -> int:
    """The number of characters of a form in a row that give too much of a secret away."""
    of_secret = min(PIECE, (len(secret) + 1) // 2) if len(secret) > PIECE else len(secret)
    return -(-of_secret * len(form) // len(secret))


def _readings(text: str) -> Iterator[tuple[str, array[int] | None]]:
    """A text as it stands, then without its escapes, again and again: each with the places its characters come from."""
    reading, origins = lower(text), None
    yield reading, None
    for _ in range(LAYERS):
        if not any(sign in reading for sign in ("\\", "%", "&#", "\0")):
            return
        plain, places = _unescaped(reading)
        if plain == reading:
            return
        origins = places if origins is None else array("L", (origins[place] for place in places))
        reading = plain
        yield reading, origins


def _unescaped(text: str) -> tuple[str, array[int]]:
    """A text without one layer of escapes, and where in it each character, and the end, comes from."""
    parts: list[str] = []
    origins = array("L")
    end = 0
    for match in _ESCAPED.finditer(text):
        codes = [int(digits, base) for digits, base in zip(match.groups(), _BASES, strict=False) if digits]
        plain = match["plain"] or "".join(map(chr, codes))  # nothing in the place of the NULs of UTF-16 and UTF-32
        parts += [text[end : match.start()], plain]
        origins.extend(range(end, match.start() + len(plain)))
        end = match.end()
    parts.append(text[end:])
    origins.extend(range(end, len(text) + 1))
    return lower("".join(parts)), origins


#: The bases of the numbers in `_ESCAPED`, group by group.
_BASES = (16, 16, 16, 16, 16, 10, 8)


def _origin(origins: array[int] | None, at: int) -> int:
    return at if origins is None else origins[at]


def _merged(spans: list[tuple[int, int, bool]]) -> Iterator[tuple[int, int, bool]]:
    """Spans in order, those that overlap or touch as one."""
    current: tuple[int, int, bool] | None = None
    for start, stop, whole in sorted(spans):
        if current is not None and start <= current[1]:
            current = (current[0], max(current[1], stop), current[2] or whole)
        else:
            if current is not None:
                yield current
            current = (start, stop, whole)
    if current is not None:
        yield current
