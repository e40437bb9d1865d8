"""The framing of an answer: all that comes over the wire beside the content of its body."""

from __future__ import annotations

import io
import re

_INTERIM = re.compile(rb"HTTP/\S+ 1(?!01)\d\d\b")
_CHUNKED = re.compile(rb"transfer-encoding:.*\bchunked\b", re.IGNORECASE)


def framing(raw: bytes) -> bytes:
    """Status lines and headers, interim ones too, and of a chunked body the lines of sizes and the trailers.

    `raw` are the bytes of the answer as they came; what cannot be told apart in them counts as framing.
    """
    stream = io.BytesIO(raw)
    found = _head(stream)
    head = found
    while head and _INTERIM.match(head[0]):
        head = _head(stream)
        found += head
    if any(_CHUNKED.match(line) for line in head):
        found += _sizes(stream)
    return b"".join(found)


def _head(stream: io.BytesIO) -> list[bytes]:
    """The lines up to the empty one."""
    found = []
    for line in stream:
        found.append(line)
        if not line.strip():
            break
    return found


def _sizes(stream: io.BytesIO) -> list[bytes]:
    """The lines beside the content of a chunked body, trailers included."""
    found = []
    for line in stream:
        found.append(line)
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            break
        if size <= 0:
            break
        stream.seek(size, io.SEEK_CUR)
        stream.readline()
    return [*found, *stream]
