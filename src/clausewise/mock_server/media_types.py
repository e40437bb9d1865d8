"""Whether the media type of a request is one that the operation takes."""

from __future__ import annotations

from email.message import Message
from fnmatch import fnmatchcase
from functools import lru_cache


@lru_cache(maxsize=256)
def refusal(header: str | None, wanted: tuple[str, ...]) -> str | None:
    """Why a Content-Type is not taken; None when it is. Compared in any letter case, as HTTP has it."""
    listed = " or ".join(wanted)
    if not header:
        return f"the header Content-Type is missing; it must be {listed}"
    parsed = Message()
    parsed["content-type"] = header
    media_type = header.partition(";")[0].strip().lower()
    if not any(fnmatchcase(media_type, name.partition(";")[0].strip().lower()) for name in wanted):
        return f"the media type must be {listed}"
    charset = parsed.get_param("charset")
    if charset is not None and str(charset).strip("\"' ").lower() not in {"utf-8", "utf8", "us-ascii"}:
        return "the charset must be utf-8"
    return None
