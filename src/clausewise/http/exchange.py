"""An exchange: one request as it left and the answer to it, or what came instead of one."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any

from clausewise.http.redaction import Redaction
from clausewise.spec.media_ranges import essence

#: Bodies are shown up to this many characters.
SHOWN = 1500


@dataclass(frozen=True)
class Exchange:
    """A request and its answer. `error` says why there is none; `seconds` is the time it took.

    `framing` are the lines of the answer beside its headers and body in which a secret stood, without it.

    Its representation shows neither headers nor bodies: a key may stand in them.
    """

    method: str
    url: str = field(repr=False)
    request_headers: dict[str, str] = field(repr=False)
    request_body: bytes = field(repr=False)
    status: int | None = None
    headers: list[tuple[str, str]] = field(default_factory=list, repr=False)
    body: bytes = field(default=b"", repr=False)
    seconds: float = 0.0
    error: str | None = None
    #: True where the spec says that the body of this answer of success refuses the request.
    refused_in_body: bool = False
    #: True where nobody can tell if this answer of success took the request: perhaps it refuses it in its own words.
    unclear: bool = False
    framing: str = field(default="", repr=False)

    @property
    def accepted(self) -> bool:
        """Tell whether the answer is a 2xx, and none whose body is a refusal by the spec's own words, or may be one."""
        return self.status is not None and 200 <= self.status < 300 and not (self.refused_in_body or self.unclear)

    @property
    def refused(self) -> bool:
        """Tell whether the answer is a 4xx, or by the spec's own words a refusal inside a 2xx."""
        return self.refused_in_body or (self.status is not None and 400 <= self.status < 500)

    @property
    def redirected(self) -> bool:
        """Tell whether the answer is a 3xx."""
        return self.status is not None and 300 <= self.status < 400

    @property
    def unknown(self) -> bool:
        """Tell whether the request may have been accepted although no answer says so.

        A redirect may lead to what was made. 501 says that the method is not known: nothing was accepted.
        """
        return not (self.accepted or self.refused or self.status == HTTPStatus.NOT_IMPLEMENTED)

    @property
    def failed(self) -> bool:
        """Tell whether the server did not do its work: a redirect, 429, 5xx or no answer at all."""
        return (self.unknown and not self.unclear) or self.status == HTTPStatus.TOO_MANY_REQUESTS

    def header(self, name: str) -> str | None:
        """The first header of that name, in any letter case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """The media type of the answer, without parameters, in lower case."""
        return essence(self.header("content-type") or "")

    @cached_property
    def json(self) -> Any:
        """The answer's JSON; ValueError when it is not JSON."""
        return json.loads(self.body.decode("utf-8"), parse_constant=_no_constant)

    @cached_property
    def sent_json(self) -> Any:
        """The request's JSON; ValueError when it is not JSON."""
        return json.loads(self.request_body.decode("utf-8"), parse_constant=_no_constant)

    @property
    def has_json(self) -> bool:
        """Tell whether the answer's body is JSON in UTF-8."""
        try:
            self.json  # noqa: B018 - reading it is the question
        except (ValueError, RecursionError):
            return False
        return True


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def curl(exchange: Exchange, redact: Redaction) -> str:
    """The request as a line for the shell, without secrets."""
    method = ["--head"] if exchange.method == "HEAD" else ["-i", "-X", exchange.method]  # else it waits for a body
    parts = ["curl", "-sS", *method, shlex.quote(exchange.url)]
    for name, value in exchange.request_headers.items():
        if name.lower() not in _OWN_HEADERS:
            parts += ["-H", shlex.quote(f"{name}: {value}")]
    if exchange.request_body:
        parts += ["--data-binary", _shell_bytes(exchange.request_body)]
    return redact(" ".join(parts))


#: Headers that curl writes by itself.
_OWN_HEADERS = {"user-agent", "accept-encoding", "accept", "connection", "content-length", "host"}


def _shell_bytes(body: bytes) -> str:
    text = body.decode("utf-8", "backslashreplace")
    cut = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    if text.isprintable() and body.decode("utf-8", "ignore").encode() == body:
        return shlex.quote(cut)
    escaped = "".join(_escape(byte) for byte in body[:SHOWN])
    return f"$'{escaped}'" + ("…" if len(body) > SHOWN else "")


def _escape(byte: int) -> str:
    char = chr(byte)
    return f"\\{char}" if char in "\\'" else char if 32 <= byte < 127 else f"\\x{byte:02x}"
