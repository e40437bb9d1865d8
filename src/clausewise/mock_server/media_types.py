"""Media types: the one that a request declares, and the one that its Accept likes best."""

from __future__ import annotations

import re
from email.message import Message
from functools import lru_cache

from clausewise.spec.media_ranges import covers, essence
from clausewise.spec.operations import JSON


@lru_cache(maxsize=256)
def refusal(header: str | None, wanted: tuple[str, ...]) -> str | None:
    """The reason why a Content-Type is not taken; None when it is. Compared in any letter case, as HTTP has it."""
    listed = " or ".join(wanted)
    if not header:
        return f"the header Content-Type is missing; it must be {listed}"
    parsed = Message()
    parsed["content-type"] = header
    if not any(covers(name, essence(header)) for name in wanted):
        return f"the media type must be {listed}"
    charset = parsed.get_param("charset")
    if charset is not None and str(charset).strip("\"' ").lower() not in {"utf-8", "utf8", "us-ascii"}:
        return "the charset must be utf-8"
    return None


def declared(listed: str) -> bytes:
    """The Content-Type of an answer whose media type is listed so: of a range, one that is in it."""
    kind, _, form = listed.partition("/")
    named = f"{kind}/{_IN_A_RANGE.get(kind, 'octet-stream')}" if form == "*" else listed
    return (JSON if kind in ("*", "application") and form == "*" else named).encode()


#: A common form of each kind that a range of media types may name.
_IN_A_RANGE = {"text": "plain", "image": "png", "video": "mp4", "audio": "mpeg"}


@lru_cache(maxsize=256)
def preferred(accept: str, offered: tuple[str, ...]) -> str | None:
    """The offered media type that the header Accept likes best, None when it takes none of them.

    Of equals the first. Parameters other than q are passed over, and so is a header without any media type.
    """
    parts = [part.strip().lower() for part in accept.split(",")]
    if offered and (offered[0].lower() in parts or ("*/*" in parts and len(parts) == 1)):
        return offered[0]
    listed = [_PARAMETERS.sub(r"\1", part) for part in parts if "/" in part]
    if not listed:
        return offered[0] if offered else None
    from werkzeug.datastructures import MIMEAccept  # 15 MB, which most clients do not need
    from werkzeug.http import parse_accept_header

    return parse_accept_header(",".join(listed), MIMEAccept).best_match(offered)


#: A media type with its parameters, of which only q is kept.
_PARAMETERS = re.compile(r"([^;]*)(?:;\s*(?!q=)[^;]*)*", re.IGNORECASE)
