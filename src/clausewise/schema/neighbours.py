"""Values next to those of an enum: of the same form, and usual elsewhere, so that some servers take them too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

#: Ratios of pictures, and sizes in pixels, that are usual.
RATIOS = ("1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21", "4:5", "5:4", "16:10", "2:1", "1:2", "16:9", "9:16")
SIZES = (
    *("1024x1024", "512x512", "1280x720", "720x1280", "1920x1080", "1080x1920", "1792x1024", "1024x1792"),
    *("1536x1024", "1024x1536", "854x480", "480x854", "3840x2160", "256x256"),
)
#: Words that stand in the place of a ratio or a size elsewhere.
WORDS = ("landscape", "portrait", "square", "auto", "adaptive")
#: The endings of names of the same family.
ENDINGS = ("hd", "mini", "turbo", "fast")
#: Numbers that people choose for lengths and counts.
ROUND = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 25, 30, 32, 40, 45, 50, 60, 64, 90, 100, 120, 128, 200, 256, 500)
#: Heights of pictures, as in 720p.
HEIGHTS = (240, 360, 480, 540, 720, 1080, 1440, 2160)
#: The most numbers that are taken below, between and above those that an enum lists.
BELOW, BETWEEN, ABOVE = 4, 4, 6


def usual_beside(values: list[Any]) -> Iterator[tuple[str, Any]]:
    """Name and value of what is usual elsewhere in the place of the values of an enum; none of them is one of these."""
    texts = [value for value in values if isinstance(value, str)]
    for name, form, usual in (("ratio", r"\d+:\d+", RATIOS), ("size", r"\d+x\d+", SIZES)):
        if texts and all(re.fullmatch(form, text) for text in texts):
            yield from ((f"another usual {name}, {value}", value) for value in usual if value not in texts)
            yield from ((f"a word for a {name}, {word}", word) for word in WORDS)
    yield from ((f"another of its family, {name}", name) for name in dict.fromkeys(_family(texts)) if name not in texts)


def round_beside(values: list[Any]) -> Iterator[tuple[str, Any]]:
    """Name and value of round numbers beside those of an enum, in its form and as numbers."""
    texts = [value for value in values if isinstance(value, str)]
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    written = [re.fullmatch(r"(\D*)(\d{1,6})(\D*)", text) for text in texts]
    forms = {(found[1], found[3]) for found in written if found}
    if texts and all(written) and len(forms) == 1:
        before, after = next(iter(forms))
        listed = sorted(int(found[2]) for found in written if found)
        for number in _round(listed, HEIGHTS if after == "p" else ROUND):
            yield f"another round number, {number}", f"{before}{number}{after}"
            if not before and not after:
                yield f"another round number, {number} as a number", number
    if numbers and len(numbers) == len(values):
        for number in _round(sorted(numbers), ROUND):
            yield f"another round number, {number}", number


def _family(texts: list[str]) -> Iterator[str]:
    """Names like those of an enum: of the version before and after, and with another ending where one extends another.

    A text that is nothing but a number and its unit is no name.
    """
    for text in texts:
        for found in re.finditer(r"(?<=[A-Za-z][-_. ])\d{1,2}(?!\d)|(?<=[-_. ]v)\d(?!\d)", text):
            for version in (int(found[0]) - 1, int(found[0]) + 1):
                yield f"{text[: found.start()]}{version}{text[found.end() :]}"
        longer = [other[len(text) :] for other in texts if re.fullmatch(re.escape(text) + r"[-_][a-z]+", other)]
        yield from (f"{text}{ending[0]}{word}" for ending in longer[:1] for word in ENDINGS)


def _round(listed: list[int], usual: tuple[int, ...]) -> list[int]:
    """Round numbers between, above and below listed ones, the nearest first."""
    low, high = listed[0], listed[-1]
    between = [number for number in usual if low < number < high and number not in listed]
    above = {number for number in (*usual, 2 * high) if number > high}
    below = [number for number in reversed(usual) if number < low]
    return list(dict.fromkeys([*between[-BETWEEN:], *sorted(above)[:ABOVE], *below[:BELOW]]))
