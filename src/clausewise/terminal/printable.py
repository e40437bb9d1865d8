"""Text of a server on its way to people: as data, so that it steers no terminal and begins no line."""

from __future__ import annotations

import re

#: Control characters of both sets, separators of lines, and what changes the direction of text or cannot be seen.
_OTHERS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text: str) -> str:
    r"""A text in one line, with an escape such as `\x1b` in the place of each character that shows nothing by itself.

    A backslash of the text stays as it is, so that JSON can still be read.
    """
    return _OTHERS.sub(_escape, text)


def tell(line: str) -> None:
    """Print a line that may hold text of a server, at once."""
    print(printable(line), flush=True)


def printable_json(text: str) -> str:
    r"""A JSON text that means the same, with `\u` escapes in the place of such characters; its own layout stays."""
    return _OTHERS.sub(lambda found: found[0] if found[0] in "\n\t\r" else _units(found[0]), text)


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    code = ord(char)
    width, sign = (2, "x") if code < 0x100 else (4, "u") if code < 0x10000 else (8, "U")
    return _SHORT.get(char) or f"\\{sign}{code:0{width}x}"


def _units(char: str) -> str:
    """A character as JSON escapes it: one or two units of UTF-16."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
