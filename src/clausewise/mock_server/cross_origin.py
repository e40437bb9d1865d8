"""Cross-origin requests of web pages (CORS, of the Fetch standard): any page may call every operation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from clausewise.mock_server.exchange import Answer, Headers, Request

#: Names of headers, as a page asks for them: anything else is not repeated in an answer.
_NAMES = re.compile(r"[A-Za-z0-9!#$&'*.^_`|~+-]{1,64}( ?, ?[A-Za-z0-9!#$&'*.^_`|~+-]{1,64}){0,31}")
#: Pages carry no cookies here, so any origin will do, and all headers of an answer may be read.
_OPEN: Headers = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", b"*"))
#: Seconds that a browser may remember the answer to its preflight request.
_REMEMBERED = b"600"


def is_preflight(request: Request) -> bool:
    """Tell whether a browser asks what a page may send."""
    headers = request.headers
    return request.method == "OPTIONS" and b"origin" in headers and b"access-control-request-method" in headers


def preflight(request: Request, methods: Iterable[str]) -> Answer:
    """The headers that say what a page may send to a path with these methods."""
    headers = [(b"access-control-allow-methods", ", ".join(methods).encode()), (b"access-control-max-age", _REMEMBERED)]
    asked = request.header(b"access-control-request-headers") or ""
    if _NAMES.fullmatch(asked):  # by name: a star does not cover Authorization
        headers.append((b"access-control-allow-headers", asked.encode()))
    if request.headers.get(b"access-control-request-private-network") == b"true":
        headers.append((b"access-control-allow-private-network", b"true"))
    return Answer(204, headers=tuple(headers))


def opened(answer: Answer) -> Answer:
    """An answer that any page may read."""
    if answer.header(b"access-control-allow-origin") is not None:
        return answer
    return replace(answer, headers=(*answer.headers, *_OPEN))
