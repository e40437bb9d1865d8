"""Redaction: takes API keys out of text, whole or in pieces, in each form in which they may come back."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from clausewise.http.readings import readings

#: The text in the place of a key.
REDACTED = "[REDACTED KEY]"
#: The text in the place of a piece of a key, so that no two pieces can be joined.
REDACTED_PIECE = "[REDACTED PIECE OF A KEY]"
#: Characters of a key in a row that are such a piece; half of a key is one too.
PIECE = 8

#: The number of texts of which is remembered what they hold, and the length of the longest of them, in characters.
KNOWN, SHORT = 1024, 128
#: The fewest characters of a form of a key that words without their spaces do not hold by chance.
LONG = 16
#: Letters of full width as those of ASCII, and characters that nobody sees as spaces.
_FOLDED = {
    **{code + 0xFEE0: chr(code).lower() for code in range(ord("!"), ord("~") + 1)},
    **{code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)},
    **dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF], " "),
}


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
        found = [_Form(folded(form), _piece(secret, form)) for secret in secrets for form in forms(secret)]
        self._wholes = sorted({form.text for form in found}, key=len, reverse=True)
        lengths = sorted({form.piece for form in found})
        self._pieces = [_Pieces(length, [form.text for form in found if form.piece == length]) for length in lengths]
        # Names and values of headers come again with each answer.
        self._known, self._judged = lru_cache(KNOWN)(self._clean), lru_cache(KNOWN)(self._holds)

    def __call__(self, text: str) -> str:
        """The text with every form of every secret, and every piece of one, replaced."""
        return self._known(text) if len(text) <= SHORT else self._clean(text)

    def _clean(self, text: str) -> str:
        parts: list[str] = []
        end = 0
        for start, stop, whole in _merged([*self._spans(text)]):
            parts += [text[end:start], REDACTED if whole else REDACTED_PIECE]
            end = stop
        return "".join([*parts, text[end:]])

    def finds(self, text: str) -> bool:
        """Tell whether any form of a secret is in the text as a whole, whatever it is encoded in or broken up by."""
        return self._judged(text) if len(text) <= SHORT else self._holds(text)

    def _holds(self, text: str) -> bool:
        return any(True for reading in readings(text) for _ in self._wholes_in(folded(reading.text)))

    def in_bytes(self, body: bytes) -> bytes:
        """Bytes without secrets, otherwise as they were."""
        if not body.isascii():
            body = self(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        return self(body.decode("latin-1")).encode("latin-1")

    def _spans(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """Find the places of secrets in a text, and whether they stand there as a whole."""
        for reading in readings(text):
            plain = folded(reading.text)
            yield from ((*reading.span(start, stop), True) for start, stop in self._wholes_in(plain))
            for pieces in self._pieces if reading.word is None else ():
                yield from ((*reading.span(start, stop), False) for start, stop in pieces.spans(plain))

    def _wholes_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Find where forms of secrets begin and end in a text as a whole."""
        yield from _found(text, self._wholes)
        # White space may break up what is long, as lines of base64 and bytes in hexadecimal.
        joined = "".join(text.split())
        apart = [*_found(joined, [form for form in self._wholes if len(form) >= LONG])]
        if apart and len(joined) < len(text):
            places = [at for at, char in enumerate(text) if not char.isspace()]
            yield from ((places[start], places[stop - 1] + 1) for start, stop in apart)


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
    """A secret as it may stand in a reading: plain, reversed, as numbers of bytes, in base64 at any offset."""
    raw = secret.encode()
    found = [secret, secret[::-1], raw.hex(), raw.hex(":"), ",".join(map(str, raw))]
    for offset in range(3):
        # The first and last characters of a base64 text depend on what stands beside the secret.
        encoded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        inner = encoded[(0, 2, 3)[offset] : len(encoded) - 1]
        found += [inner, inner.replace("+", "-").replace("/", "_")]
    return [form for form in dict.fromkeys(found) if len(form) >= min(6, len(secret))]


def folded(text: str) -> str:
    """A text in lower case, of the same length: no letter beyond ASCII changes but those that look like one of it."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def _piece(secret: str, form: str) -> int:
    """The number of characters of a form in a row that give too much of a secret away."""
    of_secret = min(PIECE, (len(secret) + 1) // 2) if len(secret) > PIECE else len(secret)
    return -(-of_secret * len(form) // len(secret))


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
