"""A key that a server sends back, in whatever form and place, is found, and stands in nothing that is written."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import lzma
import re
import sqlite3
import zlib
from collections.abc import Callable
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest

from clausewise.probes.probe import Kind
from tests.hostile.behaviours import CHUNKED, HEAD
from tests.hostile.driver import KEY, check
from tests.hostile.leaks import leaks
from tests.hostile.server import End, answer
from tests.sampling import sampled

TASK = "f47ac10b-58cc-4372-a567-0e02b2c3d479"
HALF = len(KEY) // 2
K = KEY.encode()
#: Forms of the whole key.
FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "URL-encoded": lambda key: quote(key, safe=""),
    "URL-encoded in whole": lambda key: "".join(f"%{ord(char):02x}" for char in key),
    "JSON escapes": lambda key: "".join(f"\\u{ord(char):04x}" for char in key),
    "JavaScript": lambda key: "".join(f"\\u{{{ord(char):x}}}" for char in key),
    "octal": lambda key: "".join(f"\\{ord(char):03o}" for char in key),
    "HTML": lambda key: "".join(f"&#{ord(char)};" for char in key),
    "HTML, without semicolons": lambda key: "".join(f"&#{ord(char):04}" for char in key),
    "HTML, hexadecimal": lambda key: "".join(f"&#x{ord(char):04x};" for char in key),
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "base64 with more": lambda key: base64.b64encode(f"user:{key}!".encode()).decode(),
    "base64 for URLs": lambda key: base64.urlsafe_b64encode(f"??>{key}".encode()).decode(),
    "base64 in lines": lambda key: " ".join(re.findall(".{1,20}", base64.b64encode(f"a{key}b".encode()).decode())),
    "hexadecimal": lambda key: key.encode().hex(),
    "bytes": lambda key: key.encode().hex(" "),
    "bytes of an address": lambda key: key.encode().hex(":"),
    "spaced": " ".join,
    "upper case": str.upper,
    "reversed": lambda key: key[::-1],
}
#: Answers with a whole key in some place.
PLACES: dict[str, Callable[[str], bytes]] = {
    "body": lambda key: answer(400, f'{{"code": "1", "message": "key {key}", "data": null}}'.encode()),
    "header": lambda key: answer(400, {"code": "1", "message": "", "data": None}, f"X-Echo: {key}"),
    "accepted body": lambda key: answer(200, f'{{"task_id": "{TASK}", "token": "{key}"}}'.encode()),
    "HTML": lambda key: answer(502, f"<p>{key}</p>".encode(), "Content-Type: text/html"),
    "media type": lambda key: answer(400, b"{}", f"Content-Type: text/{key}"),
    "cookie": lambda key: answer(400, b"{}", f"Set-Cookie: k={key}; Domain=example.com"),
    "location": lambda key: answer(302, b"", f"Location: http://example.invalid/{key}"),
}
#: Answers with a whole key beside headers and body, or in a body that is no UTF-8 or packed without saying so.
HIDDEN: dict[str, bytes] = {
    "reason": f"HTTP/1.1 400 {KEY}\r\nContent-Length: 0\r\n\r\n".encode(),
    "name of a header": answer(400, {"code": "1"}, f"X-{KEY}: 1"),
    "name of a header, URL-encoded": answer(400, {"code": "1"}, f"X-{quote(KEY, safe='')}: 1"),
    "line that is no header": HEAD + f"{KEY}\r\nContent-Length: 2\r\n\r\n{{}}".encode(),
    "extension of a chunk": CHUNKED + f"2;k={KEY}\r\n{{}}\r\n0\r\n\r\n".encode(),
    "extension of the last chunk": CHUNKED + f"2\r\n{{}}\r\n0;{KEY}\r\n\r\n".encode(),
    "trailer": CHUNKED + f"2\r\n{{}}\r\n0\r\nX-Key: {KEY}\r\n\r\n".encode(),
    "name of a trailer": CHUNKED + f"2\r\n{{}}\r\n0\r\n{KEY}: 1\r\n\r\n".encode(),
    "early hints": f"HTTP/1.1 103 Hints\r\nLink: <{KEY}>\r\n\r\n".encode() + answer(400, b"{}"),
    "two chunks": CHUNKED + b"".join(b"%x\r\n%b\r\n" % (len(half), half) for half in (K[:9], K[9:])) + b"0\r\n\r\n",
    **{f"body in {name}": answer(400, f'{{"a": "{KEY}"}}'.encode(name)) for name in ("utf-16", "utf-16-be", "utf-32")},
    "URL-encoded in UTF-16": answer(400, quote(KEY, safe="").encode("utf-16-le")),
    "body in gzip": answer(400, gzip.compress(K)),
    "body in zlib": answer(400, zlib.compress(K)),
    "body in bare deflate": answer(400, zlib.compress(K * 3, wbits=-15)),
    "body in gzip in gzip": answer(400, gzip.compress(gzip.compress(K))),
    "body in gzip, called br": answer(400, gzip.compress(K), "Content-Encoding: br"),
    "UTF-16 in gzip": answer(400, gzip.compress(KEY.encode("utf-16"))),
    "body in lzma": answer(400, lzma.compress(K, lzma.FORMAT_ALONE)),
    "gzip in base64": answer(400, base64.b64encode(gzip.compress(K))),
    "full width": answer(400, "".join(chr(0xFEE0 + char) for char in K).encode()),
    "broken off": answer(200, K, length=900),
}
#: Answers that hold a key in pieces, or where no answer comes of it.
BITS: dict[str, bytes] = {
    "two fields": answer(400, {"code": KEY[:HALF], "message": KEY[HALF:], "data": None}),
    "two lines": answer(400, {"code": "1", "message": f"{KEY[:HALF]}\n{KEY[HALF:]}", "data": None}),
    "a space": answer(400, f"{KEY[:HALF]} {KEY[HALF:]}".encode()),
    "two headers": answer(400, {"code": "1"}, f"X-One: {KEY[:HALF]}", f"X-Two: {KEY[HALF:]}"),
    "name of a header": answer(400, {"code": "1"}, f"X-{KEY.replace('/', '')}: 1"),
    "base64 in two": answer(
        400, {"one": base64.b64encode(KEY.encode()).decode()[:20], "two": base64.b64encode(KEY.encode()).decode()[20:]}
    ),
    "reason": f"HTTP/1.1 400 {KEY}\r\nContent-Length: 0\r\n\r\n".encode(),
    "status line": f"HTTP/1.1 {KEY}\r\n\r\n".encode(),
    "no HTTP": f"{KEY}\r\n".encode(),
    "line that is no header": HEAD + f"{KEY}\r\nContent-Length: 2\r\n\r\n{{}}".encode(),
    "length": answer(200, b"{}", length=KEY),
    "size of a chunk": HEAD + f"Transfer-Encoding: chunked\r\n\r\n{KEY}\r\n".encode(),
    "broken off": answer(200, KEY.encode(), length=900),
    "no UTF-8": answer(400, b"\xff\xfe" + KEY.encode("utf-16-le")),
    "id": answer(200, {"task_id": KEY}),
    "id in two": answer(200, {"task_id": f"{KEY[:HALF]}/{KEY[HALF:]}"}),
}


@pytest.mark.parametrize(("place", "form"), sampled(product(PLACES, FORMS), every=9, name="-".join))
def test_a_key_that_comes_back_is_found_and_not_told(place: str, form: str, tmp_path: Path, caplog: object) -> None:
    echo = PLACES[place](FORMS[form](KEY))
    assert FORMS[form](KEY).encode() in echo
    said = _said(echo, tmp_path, caplog)
    assert "the API key stands in" in said
    assert leaks(KEY, said) == []


@pytest.mark.parametrize("hidden", sampled(HIDDEN, every=3))
def test_a_key_that_is_hidden_is_found_and_not_told(hidden: str, tmp_path: Path, caplog: object) -> None:
    said = _said(HIDDEN[hidden], tmp_path, caplog)
    assert "the API key stands in" in said
    assert leaks(KEY, said) == []
    assert "\\x1f\\x8b" not in said  # nor what could be unpacked


@pytest.mark.parametrize("bits", sampled(BITS, every=2))
def test_a_key_in_pieces_cannot_be_joined_from_what_is_told(bits: str, tmp_path: Path, caplog: object) -> None:
    assert leaks(KEY, _said(BITS[bits], tmp_path, caplog)) == []


def _said(echo: bytes, folder: Path, caplog: object) -> str:
    """Everything that is told or written of an answer: findings, logs, representations, the ledger's file."""
    assert isinstance(caplog, pytest.LogCaptureFixture)
    caplog.set_level(logging.DEBUG)
    seen = check(lambda _: iter([echo, 0.05, End.CLOSE]), folder, Kind.KEY, Kind.ROW)
    with sqlite3.connect(folder / "ledger.sqlite") as ledger:
        rows = [row for (table,) in _tables(ledger) for row in ledger.execute(f"SELECT * FROM {table}")]  # noqa: S608 - a table of its own
    ledger.close()
    raw = "".join(path.read_bytes().decode("latin-1") for path in folder.iterdir())
    return "\n".join([seen.said, json.dumps(rows, default=repr), raw, repr(seen), caplog.text])


def _tables(ledger: sqlite3.Connection) -> list[tuple[str]]:
    return ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
