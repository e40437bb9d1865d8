"""A request on its way to the transport, and the evidence whether it may have left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from functools import lru_cache
from typing import Any

from .http_library import httpx

#: Methods of which a request without a body says that it has none.
_WITH_BODY = ("POST", "PUT", "PATCH")
#: Addresses that are taken apart once; each takes about a kilobyte.
KNOWN = 128


class Outgoing(httpx.Request):
    """A request that notes when its body is taken.

    Whatever the transport is, nothing can be accepted of a request whose body nobody has taken. The class of an error
    is no such evidence: a transport or a hook of the caller's can raise a ConnectError after the answer.

    Args:
        headers: All that are sent, Host and Content-Length, too.
        body: What notes that it is taken.
        extensions: As of a request of the HTTP library.
    """

    def __init__(
        self, method: str, url: httpx.URL, headers: httpx.Headers, body: bytes | None, extensions: Mapping[str, Any]
    ) -> None:
        self._whole = body or b""
        super().__init__(method, url, headers=headers, stream=_Body(self._whole), extensions=dict(extensions))

    @classmethod
    def of(
        cls, method: str, url: str, headers: Mapping[str, str], body: bytes | None, extensions: Mapping[str, Any]
    ) -> Outgoing:
        """A request to an address as text, with these headers and those that every request has."""
        known = _known(url)
        sent = {"Host": known.netloc.decode("ascii"), **headers, **_length(method, body)}
        return cls(method, known, httpx.Headers(sent, "ascii"), body, extensions)

    @classmethod
    def like(cls, request: httpx.Request, body: bytes | None) -> Outgoing:
        """A request like one that a client of the caller's has built, which may lack headers."""
        headers = request.headers
        headers.setdefault("Host", request.url.netloc.decode("ascii"))
        if "Transfer-Encoding" not in headers:
            headers.update(_length(request.method, body))
        return cls(request.method, request.url, headers, body, request.extensions)

    @property
    def body_was_taken(self) -> bool:
        """Tell whether anybody has taken the body: the transport, or a hook or an `auth` of the caller's."""
        return getattr(self.stream, "taken", True)

    @property
    def content(self) -> bytes:
        """The body."""
        return self.read()

    def read(self) -> bytes:
        """The body."""
        self._take()
        return self._whole

    async def aread(self) -> bytes:
        """The body."""
        return self.read()

    def __getstate__(self) -> Any:  # of a copy, which may be sent elsewhere
        self._take()
        return super().__getstate__()

    def _take(self) -> None:
        self.stream.taken = True  # type: ignore[union-attr]  # of whatever class a hook has put in its place


class _Body(httpx.ByteStream):
    taken = False

    def __iter__(self) -> Iterator[bytes]:
        self.taken = True
        return super().__iter__()

    def __aiter__(self) -> AsyncIterator[bytes]:
        self.taken = True
        return super().__aiter__()


def _length(method: str, body: bytes | None) -> dict[str, str]:
    return {"Content-Length": str(len(body or b""))} if body or method in _WITH_BODY else {}


@lru_cache(KNOWN)
def _known(url: str) -> httpx.URL:
    return httpx.URL(url)
