"""Ways to write a text: the same numbers in another writing, and characters that nobody types."""

from __future__ import annotations

import re


def other_writing(known: str, text: str) -> bool:
    """Tell whether a text has numbers where a known text has them, and the same between them.

    A pattern names the characters of a number, which the words that it stands for seldom do: readers of common
    languages take other digits, spaces and signs before a number, a point at its end, a NUL or a line break.
    """
    between = re.findall(r"[^0-9.]+", known)
    parts = re.split("|".join(map(re.escape, dict.fromkeys(between))), text.rstrip("\0")) if between else [text]
    return len(parts) == len(between) + 1 and all(map(_is_number, parts)) and any(map(str.isdigit, known))


def is_exotic(written: str) -> bool:
    """Tell whether a value, as Python writes it, has a NUL or digits of another script: nobody types them."""
    if written.isascii():
        return "\\x00" in written
    return "\\x00" in written or any(char.isdigit() and not char.isascii() for char in written)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
