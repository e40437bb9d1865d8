"""A key is found, and taken out, whatever it is encoded in, again and again; what is no key stays."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import quopri
import random
import zlib
from collections.abc import Callable

import pytest

from clausewise.http.readings import FEW, MOST, UNPACKED, _remembered, readings
from clausewise.http.redaction import REDACTED, REDACTED_PIECE, Redaction
from tests.hostile.driver import KEY
from tests.hostile.leaks import leaks

OTHER = "sk-someone-7Aq+Pm1Vw9Ke3Xz/5Jt2"
REDACT = Redaction([KEY])


def _twice(encode: Callable[[bytes], bytes]) -> Callable[[str], str]:
    return lambda key: encode(encode(key.encode())).decode()


def _packed(pack: Callable[[bytes], bytes]) -> Callable[[str], str]:
    return lambda key: base64.b64encode(pack(key.encode())).decode()


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


ENCODINGS: dict[str, Callable[[str], str]] = {
    "base64 twice": _twice(base64.b64encode),
    "base64 three times": lambda key: base64.b64encode(_twice(base64.b64encode)(key).encode()).decode(),
    "base64 in lines, twice": lambda key: _twice(base64.encodebytes)("of some text before it, " * 4 + key),
    "base64 of JSON in base64": lambda key: _twice(base64.urlsafe_b64encode)(json.dumps({"é": key})),
    "base64 twice, as PHP has it in JSON": lambda key: _twice(base64.b64encode)(f"?>{key}").replace("/", "\\/"),
    "base32": lambda key: base64.b32encode(key.encode()).decode(),
    "base32 with more, in lower case, without padding": lambda key: (
        base64.b32encode(f"user:{key}!".encode()).decode().lower().rstrip("=")
    ),
    "hexadecimal twice": lambda key: key.encode().hex().encode().hex(),
    "gzip in base64": _packed(gzip.compress),
    "gzip in hexadecimal": lambda key: gzip.compress(key.encode()).hex(),
    "zlib in base64": _packed(zlib.compress),
    "bzip2 in base64": _packed(bz2.compress),
    "lzma in base64": _packed(lambda raw: lzma.compress(raw, lzma.FORMAT_ALONE)),
    "quoted-printable": lambda key: quopri.encodestring(key.encode()).decode().replace("-", "=2D"),
    "quoted-printable in whole": lambda key: "".join(f"={char:02X}" for char in key.encode()),
    "quoted-printable in two lines": lambda key: f"{key[:9]}=\r\n{key[9:]}",
    "quoted-printable in two lines, in JSON": lambda key: f"{key[:9]}=\\r\\n{key[9:]}",
    "list of numbers": lambda key: str([*key.encode()]),
    "buffer in JSON": lambda key: json.dumps([*key.encode()], indent=1),
    "characters of no width": "\u200b".join,
    "characters of no width, in JSON": lambda key: json.dumps("\u2060".join(key)),
    "soft hyphens": "\u00ad".join,
    "full width": _wide,
    "full width, in upper case and JSON": lambda key: json.dumps(_wide(key.upper())),
    "URL-encoded base64 twice": lambda key: "".join(f"%{ord(char):02x}" for char in _twice(base64.b64encode)(key)),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoded_key_is_found_and_taken_out(encoding: str) -> None:
    text = f"it was ({ENCODINGS[encoding](KEY)}) here"
    assert REDACT.finds(text)
    assert not REDACT.finds(REDACT(text))
    for clean in (REDACT(text), REDACT.in_bytes(text.encode()).decode()):
        assert REDACTED in clean
        assert leaks(KEY, clean) == []
        assert clean.startswith("it was (")
        assert clean.endswith(") here")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_another_text_in_the_same_encoding_stays(encoding: str) -> None:
    text = f"it was ({ENCODINGS[encoding](OTHER)}) here"
    assert not REDACT.finds(text)
    assert REDACT(text) == text
    assert REDACT.in_bytes(text.encode()) == text.encode()


def test_words_that_may_be_anything_stay() -> None:
    bits = random.Random(4)  # noqa: S311 - no secret comes of it
    for size in range(8, 72):
        raw = bits.randbytes(size)
        for word in (raw.hex(), base64.b64encode(raw).decode(), base64.b32encode(raw).decode()):
            assert REDACT(word) == word
        assert REDACT.in_bytes(raw) == raw


def test_an_address_is_read_without_what_percent_escapes_alone() -> None:
    """As quoted-printable, the `=` before a key would take two characters of it."""
    redact = Redaction(["ab-canary-41-xyz"])
    assert redact("?key=ab%2Dcanary%2D41-xyz&a=1") == f"?key={REDACTED}&a=1"


def test_bytes_that_are_no_text_stay_beside_a_key_of_full_width() -> None:
    assert REDACT.in_bytes(b"\xff\xc3" + _wide(KEY).encode() + b"\xfe") == b"\xff\xc3" + REDACTED.encode() + b"\xfe"


@pytest.mark.parametrize("half", [KEY[: len(KEY) // 2], KEY[len(KEY) // 2 :]])
def test_a_piece_is_taken_out_and_is_no_key(half: str) -> None:
    assert not REDACT.finds(half)
    assert REDACT(half) == REDACTED_PIECE


@pytest.mark.parametrize("layers", [1, 3])
def test_what_is_read_of_a_small_text_is_bounded(layers: int) -> None:
    """Words that unpack to a thousand times their length, in words of words."""
    word = base64.b64encode(bz2.compress(b"a" * 900_000)).decode()
    text = " ".join([word] * 2_000)
    for _ in range(layers - 1):
        text = base64.b64encode(gzip.compress(text.encode())).decode()
    read = sum(len(reading.text) for reading in readings(text))
    assert UNPACKED < read <= MOST + len(text)


def test_the_readings_of_a_text_are_remembered_only_where_they_are_short() -> None:
    """Sixteen answers of a hostile server would fill gigabytes, else."""
    long = base64.b64encode(zlib.compress(b"%252541" * FEW)).decode()
    assert _remembered(long) is None
    assert sum(len(reading.text) for reading in readings(long)) > FEW
    assert [reading.text for reading in readings("a%2541")] == ["a%2541", "a%41", "aA"]
    assert _remembered("a%2541") == [*readings("a%2541")]
