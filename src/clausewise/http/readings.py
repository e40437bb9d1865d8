"""Readings of a text that may hold a secret: as it stands, without its escapes, and what its words decode to."""

from __future__ import annotations

import base64
import re
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from clausewise.http.unpacking import is_text, packed_content

#: Layers of escapes, and of encodings of a word, that are looked through.
LAYERS = 3
#: Characters of decoded words that are read in all, and bytes that a word is unpacked to.
MOST, UNPACKED = 2 * 1024 * 1024, 64 * 1024
#: The number of texts of which the readings are remembered, and the most characters of one, and of its readings.
KNOWN, SHORT, FEW = 16, 4096, 16 * 1024

_ESCAPED = re.compile(
    r"\\[uU]([0-9a-fA-F]{4})|\\[uU]\{0*([0-9a-fA-F]{1,5})\}|\\[xX]([0-9a-fA-F]{2})|%([0-9a-fA-F]{2})"
    r"|&#[xX]0*([0-9a-fA-F]{1,5});?|&#0*([0-9]{1,6});?|\\([0-3][0-7]{2})|\\(?P<plain>[\"\\/nrt])|\0+"
)
#: Escapes of quoted-printable, read apart: in an address, "=" stands before what "%" escapes.
_QUOTED = re.compile(r"=(?:([0-9a-fA-F]{2})|\r?\n(?P<plain>))")
#: The bases of the numbers in both, group by group.
_BASES = (16, 16, 16, 16, 16, 10, 8)
#: The character that the letter of an escape stands for.
_SPACES = str.maketrans("nrt", "\n\r\t")
#: Words that may be base64, also for URLs, base32 or hexadecimal, in lines too.
_WORD = re.compile(r"[A-Za-z0-9+/_-]{16,}(?:\r?\n[A-Za-z0-9+/_-]+)*")
_FOR_URLS = str.maketrans("-_", "+/")
#: The encodings of a word: characters that are decoded at once, numbers that cannot be left over, and the decoder.
_DECODERS: tuple[tuple[int, frozenset[int], Callable[[str], bytes]], ...] = (
    (4, frozenset({1}), lambda word: base64.b64decode(word.translate(_FOR_URLS))),
    (8, frozenset({1, 3, 6}), lambda word: base64.b32decode(word, casefold=True)),
    (2, frozenset({1}), bytes.fromhex),
)


@dataclass(frozen=True)
class Reading:
    """One way to read a text, and the places that its characters, and its end, come from.

    Of what a word decodes to, `word` is the place of the whole word.
    """

    text: str
    origins: array[int] | None = None
    word: tuple[int, int] | None = None

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """The place in the text itself of what stands here from `start` to `stop`."""
        if self.word is not None:
            return self.word
        return (start, stop) if self.origins is None else (self.origins[start], self.origins[stop])


def readings(text: str) -> Iterable[Reading]:
    """A text in each way to read it; words inside words as far as `LAYERS` and `MOST` allow."""
    known = _remembered(text) if len(text) <= SHORT else None
    return _readings(text) if known is None else known


def _readings(text: str) -> Iterator[Reading]:
    waiting = deque([(Reading(text), 0)])
    left = MOST
    while waiting:
        whole, layer = waiting.popleft()
        for reading in _without_escapes(whole):
            yield reading
            for word, content in _decoded(reading.text) if layer < LAYERS else ():
                left -= len(content)
                if left < 0:
                    break
                waiting.append((Reading(content, word=reading.span(*word)), layer + 1))


def _without_escapes(reading: Reading) -> Iterator[Reading]:
    """A reading, then without its escapes, again and again, and each without those of quoted-printable."""
    plain: Reading | None = reading
    for _ in range(LAYERS + 1):
        if plain is None:
            return
        yield plain
        if (quoted := _unescaped(plain, _QUOTED)) is not None:
            yield quoted
        plain = _unescaped(plain, _ESCAPED)


def _unescaped(reading: Reading, escapes: re.Pattern[str]) -> Reading | None:
    """A reading without one layer of escapes; None where it has none."""
    text, parts, places, end = reading.text, [], array("L"), 0
    for match in escapes.finditer(text):
        codes = [int(digits, base) for digits, base in zip(match.groups(), _BASES, strict=False) if digits]
        # Nothing stands in the place of the NULs of UTF-16 and UTF-32.
        plain = (match["plain"] or "").translate(_SPACES) or "".join(map(chr, codes))
        parts += [text[end : match.start()], plain]
        places.extend(range(end, match.start() + len(plain)))
        end = match.end()
    if not parts:
        return None
    places.extend(range(end, len(text) + 1))
    origins = places if reading.origins is None else array("L", map(reading.origins.__getitem__, places))
    return replace(reading, text="".join([*parts, text[end:]]), origins=origins)


def _decoded(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The texts that the words of a text decode to, unpacked where they are packed, and the place of each word."""
    for word in _WORD.finditer(text):
        whole = "".join(word[0].split())
        for size, odd, decode in _DECODERS:
            encoded = whole[:-1] if len(whole) % size in odd else whole
            try:
                content = decode(encoded + "=" * (-len(encoded) % size))
            except ValueError:
                continue
            if is_text(content):
                yield word.span(), content.decode()
            elif packed := packed_content(content, UNPACKED):
                yield word.span(), packed.decode("utf-8", "replace")


# An answer is read where it is kept, and by each check that looks for secrets.
@lru_cache(KNOWN)
def _remembered(text: str) -> list[Reading] | None:
    """The readings of a text; None where they are long, as of words that are packed."""
    found, left = [], FEW
    for reading in _readings(text):
        left -= len(reading.text)
        if left < 0:
            return None
        found.append(reading)
    return found
