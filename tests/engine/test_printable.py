"""Text of a server is data: no character of it steers a terminal, and JSON files mean the same without such."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest

from clausewise.terminal.printable import printable, printable_json

STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
EVERY = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in STEERING]


def test_no_control_character_is_left() -> None:
    assert printable("".join(EVERY)).isascii()
    assert printable("".join(EVERY)).isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n::error::b\r\n##[group]c", r"a\n::error::b\r\n##[group]c"),
        ("\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u2028b\u2029c\x85d", r"a\u2028b\u2029c\x85d"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
        ('{"a": "C:\\\\x"} \u00e9 一 🦊', '{"a": "C:\\\\x"} \u00e9 一 🦊'),
    ],
)
def test_what_shows_nothing_is_escaped_and_the_rest_stays(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_json_means_the_same() -> None:
    value = {"text": "".join(char for char in EVERY if not "\ud800" <= char <= "\udfff"), "more": ["é", "\U000e0041"]}
    written = printable_json(json.dumps(value, ensure_ascii=False, indent=2))
    assert json.loads(written) == value
    assert {char for char in written if unicodedata.category(char) in STEERING} == {"\n"}
