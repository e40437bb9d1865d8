"""The ways in which a server is hostile here, each with what the suite must make of it."""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.hostile.server import Behaviour, End, answer
from tests.raw_server import Received

Acts = Iterator[bytes | float | End]
ACCEPTED = answer(200, {"task_id": "f47ac10b-58cc-4372-a567-0e02b2c3d479"})
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BLOCK = b" " * 65536
GIBIBYTE = 1024**3


@dataclass(frozen=True)
class Hostile:
    """One behaviour. `outcome`: what one create is to the ledger. `says`: what the report must say of it."""

    behave: Behaviour
    outcome: str
    says: str


def _plays(*acts: bytes | float | End) -> Behaviour:
    return lambda _: iter(acts)


def _endless(start: bytes, again: bytes) -> Behaviour:
    return lambda _: itertools.chain([start], itertools.repeat(again))


def _dripping(start: bytes, again: bytes) -> Behaviour:
    def drip(_: Received) -> Acts:
        yield start
        while True:
            yield again
            yield 0.05

    return drip


def _bomb(window: int) -> bytes:
    """64 MiB of spaces, packed without ever holding them."""
    packer = zlib.compressobj(wbits=window)
    return b"".join([*(packer.compress(BLOCK) for _ in range(1024)), packer.flush()])


GZIP_BOMB, DEFLATE_BOMB = _bomb(zlib.MAX_WBITS | 16), _bomb(zlib.MAX_WBITS)


def _raw_deflate_of_nothing(_: Received) -> Acts:
    """Deflate blocks that are empty: they unpack to no byte, for ever."""
    yield HEAD + b"Content-Encoding: deflate\r\n\r\n"
    yield from itertools.repeat(b"\x00\x00\x00\xff\xff" * 10_000)


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
CUT = "cut off within its"
LATE = "no whole answer within 1 s"
LONG = "the answer is longer than 524288 bytes"

BEHAVIOURS: dict[str, Hostile] = {
    "never answers": Hostile(_plays(End.HANG), "unknown", f"{LATE}, cut off before it began"),
    "answers after the timeout": Hostile(_plays(1.6, ACCEPTED), "unknown", f"{LATE}, cut off before it began"),
    "closes before the headers": Hostile(_plays(End.CLOSE), "unknown", "broke off before it began"),
    "resets before the headers": Hostile(_plays(End.RESET), "unknown", "broke off before it began"),
    "closes within the headers": Hostile(_plays(HEAD, End.CLOSE), "unknown", "broke off within its headers"),
    "resets within the headers": Hostile(_plays(HEAD, 0.1, End.RESET), "unknown", "broke off within its headers"),
    "closes within the status line": Hostile(_plays(b"HTTP/1.1 2", End.CLOSE), "unknown", "broke off within its head"),
    "hangs within the headers": Hostile(_plays(HEAD, End.HANG), "unknown", f"{LATE}, cut off within its headers"),
    "closes within the body": Hostile(
        _plays(answer(200, b'{"task_', length=100), End.CLOSE),
        "unknown",
        "broke off within its body, after status 200",
    ),
    "resets within the body": Hostile(
        _plays(answer(200, b'{"task_', length=100), 0.1, End.RESET), "unknown", "within its body, after status 200"
    ),
    "hangs within the body": Hostile(
        _plays(answer(200, b'{"task_', length=100), End.HANG), "unknown", f"{LATE}, cut off within its body"
    ),
    "closes within a chunk": Hostile(_plays(CHUNKED + b"20\r\n{", End.CLOSE), "unknown", "within its body"),
    "closes between chunks": Hostile(_plays(CHUNKED + b"1\r\n{\r\n", End.CLOSE), "unknown", "within its body"),
    "chunk of no length": Hostile(_plays(CHUNKED + b"zz\r\n{\r\n", End.CLOSE), "unknown", "within its body"),
    "endless chunks": Hostile(_endless(CHUNKED, b"10000\r\n" + BLOCK + b"\r\n"), "unknown", CUT),
    "endless tiny chunks": Hostile(_endless(CHUNKED, b"1\r\n \r\n" * 9000), "unknown", CUT),
    "endless size of a chunk": Hostile(_endless(CHUNKED, b"0" * 60_000), "unknown", "within its body"),
    "endless trailers": Hostile(_endless(CHUNKED + b"0\r\n", b"X-Trailer: 1\r\n" * 5000), "unknown", CUT),
    "endless body without length": Hostile(_endless(HEAD + b"\r\n", BLOCK), "unknown", CUT),
    "endless header": Hostile(_endless(HEAD + b"X-Long: ", BLOCK), "unknown", "within its headers"),
    "endless headers": Hostile(_endless(HEAD, b"X-More: 1\r\n" * 100), "unknown", "within its headers"),
    "endless 100 Continue": Hostile(_endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), "unknown", CUT),
    "1 GiB announced, nothing sent": Hostile(
        _plays(answer(200, length=GIBIBYTE), End.HANG), "unknown", f"{LONG} (1073741824 are announced)"
    ),
    "1 GiB announced and sent": Hostile(_endless(answer(200, length=GIBIBYTE), BLOCK), "unknown", "are announced"),
    "1 GiB chunk announced": Hostile(_endless(CHUNKED + b"40000000\r\n", BLOCK), "unknown", CUT),
    "Content-Length too long": Hostile(
        _plays(answer(200, {"task_id": "t"}, length=10_000), End.CLOSE), "unknown", "16 bytes read, 9984 more expected"
    ),
    "Content-Length too short": Hostile(
        _plays(answer(200, {"task_id": "t"}, length=9)), "paid", """a body that is no JSON: '{"task_id'"""
    ),
    "Content-Length negative": Hostile(_plays(answer(200, b"{}", length=-5), End.CLOSE), "paid", "task_id"),
    "Content-Length no number": Hostile(_plays(answer(200, b"{}", length="many"), End.CLOSE), "paid", "task_id"),
    "Content-Length of 5000 digits": Hostile(_plays(answer(200, b"{}", length="9" * 5000), End.CLOSE), "paid", "task_"),
    "two Content-Lengths": Hostile(
        _plays(answer(200, b"{}", "Content-Length: 7"), End.CLOSE), "unknown", "within its headers"
    ),
    "gzip bomb": Hostile(
        _plays(answer(200, GZIP_BOMB, "Content-Encoding: gzip")), "unknown", f"{LONG} when it is unpacked"
    ),
    "gzip bomb in gzip": Hostile(
        _plays(answer(200, gzip.compress(GZIP_BOMB), "Content-Encoding: gzip, gzip")), "unknown", "it is unpacked"
    ),
    "deflate bomb": Hostile(
        _plays(answer(200, DEFLATE_BOMB, "Content-Encoding: deflate")), "unknown", "when it is unpacked"
    ),
    "deflate of nothing, endless": Hostile(_raw_deflate_of_nothing, "unknown", CUT),
    "gzip cut short": Hostile(
        _plays(answer(200, gzip.compress(ACCEPTED)[:-20], "Content-Encoding: gzip")), "paid", "a body that is no JSON"
    ),
    "no gzip at all": Hostile(_plays(answer(200, b"plain", "Content-Encoding: gzip")), "paid", "no JSON: 'plain'"),
    "a coding that nobody asked for": Hostile(
        _plays(answer(200, b"packed", "Content-Encoding: br")), "paid", "no JSON: 'packed'"
    ),
    "HTML": Hostile(
        _plays(answer(200, b"<html>Maintenance</html>", "Content-Type: text/html")), "paid", "Content-Type text/html"
    ),
    "HTML with 502": Hostile(
        _plays(answer(502, b"<html>Bad Gateway</html>", "Content-Type: text/html")), "unknown", "status 502"
    ),
    "an error inside 200": Hostile(
        _plays(answer(200, {"code": "invalid_request", "message": "no channel", "data": None})),
        "paid",
        "status 200, an error inside it",
    ),
    "another error inside 200": Hostile(
        _plays(answer(200, {"error": {"message": "no channel", "type": "api", "code": "503"}})),
        "paid",
        "status 200, an error inside it",
    ),
    "half of a surrogate pair as id": Hostile(
        _plays(answer(200, b'{"task_id":"\\ud800"}')), "paid", "half of a surrogate pair stands in it"
    ),
    "half of a surrogate pair as name": Hostile(
        _plays(answer(200, b'{"\\udfff":1,"code":"c"}')), "paid", "half of a surrogate pair stands in it"
    ),
    "nested deeper than can be judged": Hostile(
        _plays(answer(200, b'{"task_id":' + b"[" * 600 + b"]" * 600 + b"}")), "paid", "it cannot be judged"
    ),
    "JSON in a string": Hostile(_plays(answer(200, '{"task_id": "t"}')), "paid", "object"),
    "no HTTP": Hostile(_plays(b"SSH-2.0-OpenSSH_9.6\r\n", End.CLOSE), "unknown", "BadStatusLine"),
    "a status beyond HTTP": Hostile(_plays(answer(99999, b"{}"), End.CLOSE), "unknown", "BadStatusLine"),
    "drips its headers": Hostile(_dripping(HEAD, b"X: 1\r\n"), "unknown", f"{LATE}, cut off within its headers"),
    "drips its body": Hostile(_dripping(answer(200, length=10_000), b" "), "unknown", f"{LATE}, cut off within its b"),
    "drips a body without length": Hostile(_dripping(HEAD + b"\r\n", b" "), "unknown", f"{LATE}, cut off within its b"),
    "drips chunks": Hostile(_dripping(CHUNKED, b"1\r\n \r\n"), "unknown", f"{LATE}, cut off within its body"),
    "an answer of line breaks": Hostile(_plays(answer(200, b"\n" * 500_000)), "paid", "a body that is no JSON"),
    "an answer of brackets": Hostile(_plays(answer(200, b"[" * 500_000)), "paid", "a body that is no JSON"),
    "an answer of one number": Hostile(_plays(answer(200, b"9" * 500_000)), "paid", "a body that is no JSON"),
    "an answer that begins stack traces": Hostile(
        _plays(answer(200, b"panicked at at a in " * 25_000)), "paid", "a body that is no JSON"
    ),
    "an answer of escapes": Hostile(_plays(answer(200, b"\\u0073%73" * 35_000)), "paid", "a body that is no JSON"),
    "an id of half a megabyte": Hostile(_plays(answer(200, {"task_id": ["x" * 500_000]})), "paid", "task_id"),
}
