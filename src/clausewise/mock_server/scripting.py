"""Answers and lives to order: by the header Prefer (RFC 7240), or by words in the body for clients that set none.

`Prefer: code=429, wait=2`, or `[mock code=429 wait=2]` anywhere in a text of the request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from clausewise.mock_server import examples
from clausewise.mock_server.endpoints import Endpoint
from clausewise.mock_server.exchange import Answer, Request, encoded
from clausewise.mock_server.media_types import declared

#: Preferences that can be ordered; others are passed over, as RFC 7240 has it.
WORDS = ("code", "example", "wait", "life")
#: The longest time that an answer can be kept back, in seconds.
LONGEST_WAIT = 600.0
_MARK = b"[mock "
_IN_TEXT = re.compile(rb"\[mock ([^\]\"\\]{1,200})\]")
_SECONDS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?", re.ASCII)
#: The separator of the words of a life.
_AND = "+"


class ScriptError(ValueError):
    """An order cannot be carried out; the message says why, in one line."""


@dataclass(frozen=True)
class Script:
    """The order of a request: a status and example of the spec, seconds to wait, words of a life."""

    code: str | None = None
    example: str | None = None
    wait: float = 0.0
    life: tuple[str, ...] = ()

    @property
    def applied(self) -> bytes:
        """The header Preference-Applied of the answer."""
        known = {"code": self.code, "example": self.example, "life": _AND.join(self.life)}
        said = [f"{name}={value}" for name, value in known.items() if value]
        return ", ".join([*said, *([f"wait={self.wait:g}"] if self.wait else [])]).encode("ascii", "replace")


def script(request: Request) -> Script | None:
    """Read the order of a request; None when it has none, ScriptError for one of another form."""
    header = request.headers.get(b"prefer")
    if header is None and _MARK not in request.body:
        return None
    ordered: dict[str, str] = {}
    in_text = _IN_TEXT.search(request.body)
    if in_text:
        ordered |= _pairs(in_text[1].decode("ascii", "replace"), r"[;,\s]+")
    if header is not None:
        ordered |= _pairs(header.decode("latin-1"), r"[;,]")
    if not ordered:
        return None
    wait = ordered.get("wait", "0")
    if not _SECONDS.fullmatch(wait) or float(wait) > LONGEST_WAIT:
        raise ScriptError(f"wait is a number of seconds up to {LONGEST_WAIT:.0f}")
    words = tuple(word for word in ordered.get("life", "").split(_AND) if word)
    return Script(ordered.get("code"), ordered.get("example"), float(wait), words)


def _pairs(text: str, separator: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in re.split(separator, text))
    found = {name.strip().lower(): value.strip(' "') for name, _, value in pairs}
    return {name: value for name, value in found.items() if name in WORDS and value.isprintable()}


def ordered(endpoint: Endpoint, wanted: Script, shown_id: Any, new_id: Any) -> Answer:
    """The answer of the spec with the code and example that are wanted, `new_id` in the place of the id that it shows.

    ScriptError when the spec has none.
    """
    code = wanted.code or str(endpoint.status)
    response = endpoint.operation.response(int(code)) if code.isascii() and code.isdecimal() else None
    if response is None or not 200 <= int(code) <= 599:
        raise ScriptError(f"the spec lists no status {code[:20]} for this operation")
    media_type = examples.media_type(response)
    if media_type is None:
        return Answer(int(code), headers=())
    shown = examples.named(endpoint.spec, response)
    name = wanted.example or next(iter(shown), "")
    if name not in shown:
        raise ScriptError(f"the spec has no example of that name for {code}; it has {', '.join(shown)}")
    value = shown[name] if shown_id is None else examples.replaced(shown[name], shown_id, new_id)
    return Answer(int(code), encoded(value), ((b"content-type", declared(media_type)),))


#: The status of a refusal of what was ordered.
REFUSED = HTTPStatus.BAD_REQUEST
