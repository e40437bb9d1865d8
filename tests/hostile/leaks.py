"""Looks for a key in what was written, independently of how the suite redacts it."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote, unquote

#: Characters of a key in a row that are a leak: fewer than half of one, more than chance.
RUN = 10


def leaks(key: str, text: str) -> list[str]:
    """Each way in which a text gives the key away; empty when it does not."""
    raw = key.encode()
    spellings = {
        "plain": key,
        "URL-encoded": quote(key, safe=""),
        "hexadecimal": raw.hex(),
        "reversed": key[::-1],
        **{f"base64 at {at}": base64.b64encode(b"\0" * at + raw)[4:-4].decode() for at in range(3)},
        **{f"base64 for URLs at {at}": base64.urlsafe_b64encode(b"\0" * at + raw)[4:-4].decode() for at in range(3)},
    }
    unescaped = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    numbered = re.sub(r"&#(\d{1,6});", lambda match: chr(int(match[1]) % 0x110000), text)
    readings = {
        text.lower(),
        unquote(text).lower(),
        unescaped.lower(),
        numbered.lower(),
        text.replace("\0", "").lower(),
    }
    return [
        f"{name}: {spelling[at : at + RUN]}"
        for name, spelling in spellings.items()
        for at in range(len(spelling) - RUN + 1)
        if any(spelling[at : at + RUN].lower() in reading for reading in readings)
    ]
