"""Wire styles: the forms in which one and the same JSON body can be sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clausewise.spec import Basis
from clausewise.spec.operations import JSON


@dataclass(frozen=True)
class Style:
    """One form: how the body is written and how its media type is.

    `keyword` names what governs it, `basis` on what it stands where no clause does.
    """

    name: str
    write: Callable[[Any], bytes]
    content_type: str = JSON
    keyword: str = "body"
    basis: Basis = "documented"


def plain(value: Any) -> bytes:
    """JSON as most clients write it: UTF-8, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def escaped(value: Any) -> bytes:
    r"""JSON in ASCII, every other character as \\uXXXX."""
    return json.dumps(value).encode()


def indented(value: Any) -> bytes:
    """JSON for people, with line breaks and a tab."""
    return json.dumps(value, ensure_ascii=False, indent="\t").encode("utf-8", "surrogatepass") + b"\n"


PLAIN = Style("plain", plain)


def turned(value: Any) -> bytes:
    """JSON with the fields of the body in reverse order."""
    return plain(dict(reversed(value.items())) if isinstance(value, dict) else value)


#: Forms that every reader of application/json has to take.
SOUND = (
    PLAIN,
    Style("escaped", escaped),
    Style("with charset", plain, f"{JSON}; charset=utf-8", "media-type"),
    Style("indented", indented),
    Style("turned round", turned),
    Style("with charset and no space", plain, f"{JSON};charset=utf-8", "media-type"),
)
#: A form that HTTP allows and a server might not know.
UPPER_CASE = Style("upper-case media type", plain, JSON.upper(), "media-type-spelling", "assumed")
