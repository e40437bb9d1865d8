"""The facts of the content in the answer of a host: its length, its version, and which part of it comes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..parsing import printable

#: An answer of these types is a page or a message, and no video.
_NO_VIDEO = re.compile(r"text/html|application/xhtml|(application|text)/([\w.-]+\+)?(json|xml)", re.IGNORECASE)
#: The codings that the HTTP library takes off; what comes in any other it gives as it came.
_TAKEN_OFF = {"gzip", "deflate"}


@dataclass(frozen=True)
class Content:
    """The facts in an answer with content.

    Attributes:
        total: Bytes of the whole; None where it is not told.
        validator: What tells this version from others (a strong ETag, or Last-Modified); empty where nothing does.
        start: Where the part begins that comes; None where that cannot be read.
        codings: How it comes compressed, so that its length is not that of the file; empty when it comes as it is.
        media_type: What it claims to be.
    """

    total: int | None
    validator: str
    start: int | None
    codings: frozenset[str]
    media_type: str

    @classmethod
    def of(cls, status: int, headers: Mapping[str, str]) -> Content:
        """Read the headers, whose names are compared without case."""
        names = headers.get("content-encoding", "").lower().split(",")
        codings = frozenset(map(str.strip, names)) - {"", "identity"}
        etag = headers.get("etag", "").strip()
        validator = etag if etag and not etag.startswith("W/") else headers.get("last-modified", "").strip()
        media_type = headers.get("content-type", "").partition(";")[0].strip()
        if status == 206:
            found = re.fullmatch(r"bytes\s+(\d+)-(\d+)/(\d+|\*)", headers.get("content-range", "").strip())
            total = int(found[3]) if found and found[3] != "*" else None
            return cls(total, validator, int(found[1]) if found else None, codings, media_type)
        length = headers.get("content-length", "").strip()
        return cls(int(length) if length.isdecimal() and not codings else None, validator, 0, codings, media_type)

    @property
    def unfit(self) -> str:
        """The thing that comes in place of a video that can be written; empty where a video comes."""
        if _NO_VIDEO.match(self.media_type):
            return f"{printable(self.media_type)}, and no video"
        kept = ", ".join(sorted(self.codings - _TAKEN_OFF))
        return f"what is compressed as {printable(kept)}, which it was not asked for" if kept else ""


def length_by_refusal(headers: Mapping[str, str]) -> int | None:
    """The length of the whole that a 416 tells."""
    found = re.fullmatch(r"bytes\s+\*/(\d+)", headers.get("content-range", "").strip())
    return int(found[1]) if found else None


def seconds_to_wait(headers: Mapping[str, str]) -> float:
    """Seconds that the host wants to be left alone, as far as it tells them as a number."""
    value = headers.get("retry-after", "").strip()
    return float(value) if value.isdecimal() else 0.0
