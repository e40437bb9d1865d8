"""Answers written byte by byte: what stands beside the headers and the body of a usual answer."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace

from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults.entry import Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import replies
from clausewise.mock_server.faults.witness_requests import BROKEN, KEY, keyed

FAMILY: Family = "auth and leaks"
EARLY_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
RIGHT = keyed(f"Bearer {KEY}")
RIGHT_BROKEN = keyed(f"Bearer {KEY}", BROKEN.body)


def written(
    answer: Answer, *, before: bytes = b"", reason: bytes = b"Said", extension: bytes = b"", trailer: bytes = b""
) -> Answer:
    """The answer as bytes on the wire: after what comes `before`, in one chunk where there is more to say of it."""
    chunked = bool(extension or trailer)
    length = b"transfer-encoding: chunked" if chunked else b"content-length: %d" % len(answer.body)
    lines = [b"%b: %b" % pair for pair in answer.headers if pair[0] != b"content-length"]
    head = b"\r\n".join([b"HTTP/1.1 %d %b" % (answer.status, reason), *lines, length, b"connection: close"])
    chunk = b"%x%b\r\n%b\r\n" % (len(answer.body), extension, answer.body) if answer.body else b""
    body = chunk + b"0\r\n" + trailer + b"\r\n" if chunked else answer.body
    return replace(answer, raw=before + head + b"\r\n\r\n" + body)


def _leaks(name: str, says: str, leak: Callable[[bytes, Answer], Answer], witness: Sent) -> Fault:
    def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
        key = (request.header(b"authorization") or "").partition(" ")[2].encode("latin-1")
        answer = serve(request)
        concerned = bool(key) and request.method == "POST" and answer.status in (200, 400)
        return leak(key, answer) if concerned else answer

    return Fault(f"leak-{name}", FAMILY, ("no-secrets",), says, replies(reply), (witness,), keys=True)


def _with_key_beside(key: bytes, answer: Answer, pack: Callable[[bytes], bytes]) -> Answer:
    return replace(answer, body=pack(answer.body[:-1] + b', "seen": "' + key + b'"}'))


FAULTS: tuple[Fault, ...] = (
    _leaks("reason", "The reason phrase is the key.", lambda key, a: written(a, reason=key), RIGHT),
    _leaks(
        "header-name",
        "A header is named after the key.",
        lambda key, a: replace(a, headers=(*a.headers, (b"x-" + key.lower(), b"1"))),
        RIGHT,
    ),
    _leaks(
        "chunk-extension",
        "An extension of a chunk has the key.",
        lambda key, a: written(a, extension=b";k=" + key),
        RIGHT,
    ),
    _leaks("trailer", "A trailer has the key.", lambda key, a: written(a, trailer=b"X-Key: " + key + b"\r\n"), RIGHT),
    _leaks(
        "early-hints",
        "An interim response has the key.",
        lambda key, a: written(a, before=EARLY_HINTS.replace(b"style.css", key)),
        RIGHT,
    ),
    _leaks(
        "utf-16",
        "A refusal in UTF-16 has the key.",
        lambda key, a: _with_key_beside(key, a, _in("utf-16")),
        RIGHT_BROKEN,
    ),
    _leaks(
        "utf-32",
        "A refusal in UTF-32 has the key.",
        lambda key, a: _with_key_beside(key, a, _in("utf-32-be")),
        RIGHT_BROKEN,
    ),
    _leaks(
        "gzip",
        "A packed refusal that does not say so has the key.",
        lambda key, a: _with_key_beside(key, a, gzip.compress),
        RIGHT_BROKEN,
    ),
    _leaks(
        "zlib",
        "An answer packed by zlib that does not say so has the key.",
        lambda key, a: _with_key_beside(key, a, zlib.compress),
        RIGHT,
    ),
)


def _in(encoding: str) -> Callable[[bytes], bytes]:
    return lambda body: body.decode().encode(encoding)
