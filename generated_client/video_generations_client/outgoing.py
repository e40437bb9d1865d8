"""A request on its way to the transport, and the evidence whether it may have left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from .http_library import httpx


class Outgoing(httpx.Request):
    """A request that notes when its body is taken.

    Whatever the transport is, nothing can be accepted of a request whose body nobody has taken. The class of an error
    is no such evidence: a transport or a hook of the caller's can raise a ConnectError after the answer.

    Args:
        rest: As of a request of the HTTP library.
        body: What notes that it is taken.
    """

    def __init__(self, method: str, url: httpx.URL | str, headers: Mapping[str, str], body: bytes | None, **rest: Any):
        super().__init__(method, url, headers=headers, content=body, **rest)
        self.stream = _Body(body or b"")

    @property
    def body_was_taken(self) -> bool:
        """Tell whether anybody has taken the body: the transport, or a hook or an `auth` of the caller's."""
        return getattr(self.stream, "taken", True)

    @property
    def content(self) -> bytes:
        """The body."""
        self._take()
        return super().content

    def read(self) -> bytes:
        """The body."""
        self._take()
        return super().read()

    async def aread(self) -> bytes:
        """The body."""
        self._take()
        return await super().aread()

    def __getstate__(self) -> Any:  # of a copy, which may be sent elsewhere
        self._take()
        return super().__getstate__()

    def _take(self) -> None:
        self.stream.taken = True  # type: ignore[union-attr]  # also of that which its own class makes at first


class _Body(httpx.ByteStream):
    taken = False

    def __iter__(self) -> Iterator[bytes]:
        self.taken = True
        return super().__iter__()

    def __aiter__(self) -> AsyncIterator[bytes]:
        self.taken = True
        return super().__aiter__()
