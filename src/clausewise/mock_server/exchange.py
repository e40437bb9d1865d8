"""Requests to the mock server and its answers, apart from ASGI."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Literal

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

#: A host and port that may stand in an address of our own: a header Host may hold anything.
_HOST = re.compile(rb"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")

JSON_HEADERS: Headers = ((b"content-type", b"application/json"),)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came: `path` still percent-encoded, header names in lower case.

    `scheme` and `server` (host and port) are how the server was reached, `client` is the address it came from.
    """

    method: str
    path: bytes
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes
    scheme: str = "http"
    server: tuple[str, int | None] | None = None
    client: str = ""

    @property
    def base_url(self) -> str:
        """Scheme, host and port by which the caller knows this server: the header Host, else where it listens."""
        host = self.headers.get(b"host", b"")
        if _HOST.fullmatch(host):
            return f"{self.scheme}://{host.decode()}"
        name, port = self.server or ("127.0.0.1", None)
        return f"{self.scheme}://{f'[{name}]' if ':' in name else name}{'' if port is None else f':{port}'}"

    def header(self, name: bytes) -> str | None:
        """The value of a header, None when it was not sent."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1").strip()

    def cookies(self) -> list[tuple[str, str]]:
        """The names and values of the cookies, in their order."""
        pairs = (pair.partition("=") for pair in (self.header(b"cookie") or "").split(";"))
        return [(key.strip(), value) for key, _, value in pairs]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `delay` is in seconds; `dropped` says before which part the connection is cut.

    With `raw`, those bytes are written to the socket in place of an answer, and it is closed
    `lingers` seconds later.
    """

    status: int
    body: bytes = b""
    headers: Headers = JSON_HEADERS
    delay: float = 0.0
    dropped: Literal["headers", "body"] | None = None
    raw: bytes | None = None
    lingers: float = 0.0
    #: True where its body refuses the request, though its status is one of success.
    refused_in_body: bool = False

    @property
    def accepts(self) -> bool:
        """Tell whether the request was taken."""
        return 200 <= self.status < 300 and not self.refused_in_body

    def header(self, name: bytes) -> bytes | None:
        """The value of a header, None when it is not there."""
        return next((value for key, value in self.headers if key == name), None)


def encoded(value: Any) -> bytes:
    """A JSON value as bytes of UTF-8; what UTF-8 cannot carry, a lone surrogate, is escaped."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def json_answer(status: int, value: Any, *headers: tuple[bytes, bytes]) -> Answer:
    """An answer of a JSON value."""
    return Answer(status, encoded(value), (*JSON_HEADERS, *headers))
