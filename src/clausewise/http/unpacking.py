"""Unpacking an answer's body, which may be a thousand times as long as what came over the wire."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import Any

#: The codings that the suite asks for; what a server packs otherwise is left packed.
ACCEPT_ENCODING = "gzip, deflate"
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW_DEFLATE = -zlib.MAX_WBITS
#: The most gzip files that a body may be made of: each costs a copy of the rest.
PARTS = 16


class UnpackedTooLongError(Exception):
    """The body is longer than allowed once it is unpacked."""


def unpacked(body: bytes, codings: str, longest: int) -> bytes:
    """The body without its codings, as Content-Encoding lists them; as it came where they cannot be undone.

    Never holds more than `longest` bytes of a result: UnpackedTooLongError when there would be more.
    """
    for coding in reversed([name.strip().lower() for name in codings.split(",") if name.strip()]):
        if coding == "identity":
            continue
        if coding not in ("gzip", "x-gzip", "deflate"):
            return body
        whole = _inflated(body, _GZIP_OR_ZLIB, longest)
        if whole is None and coding == "deflate":
            whole = _inflated(body, _RAW_DEFLATE, longest)  # what many servers mean by the word
        if whole is None:
            return body
        body = whole
    return body


def packed_content(body: bytes, longest: int) -> bytes | None:
    """Unpack a body that does not say that it is packed, up to `longest` bytes; None where it looks like no such."""
    reader: Any = next((make() for start, make in _BY_START.items() if body.startswith(start)), None)
    if reader is None and not is_text(body):
        reader = zlib.decompressobj(_RAW_DEFLATE)  # which has no mark of its own
    try:
        return reader.decompress(body, longest) if reader is not None else None
    except (zlib.error, OSError, lzma.LZMAError, EOFError):
        return None


def is_text(body: bytes) -> bool:
    """Tell whether bytes are a text in UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


#: The first bytes of the formats of common packers, and what unpacks each.
_BY_START: dict[bytes, Any] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(_GZIP_OR_ZLIB),
    **{start: lambda: zlib.decompressobj(_GZIP_OR_ZLIB) for start in (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")},
    b"BZh": bz2.BZ2Decompressor,
    **dict.fromkeys((b"\xfd7zXZ\0", b"]\0\0"), lzma.LZMADecompressor),  # .xz, and .lzma which is older
}


def _inflated(body: bytes, window: int, longest: int) -> bytes | None:
    """The body inflated, None when it is not whole or no such format."""
    found = bytearray()
    for _ in range(PARTS):
        reader = zlib.decompressobj(window)
        try:
            found += reader.decompress(body, longest - len(found) + 1)
        except zlib.error:
            return bytes(found) or None  # bytes behind a whole part are left out, as curl does
        if len(found) > longest:
            raise UnpackedTooLongError(" when it is unpacked")
        if not reader.eof:
            return None
        body = reader.unused_data
        if not body:
            return bytes(found)
    return None
