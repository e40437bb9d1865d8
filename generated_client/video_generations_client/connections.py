"""The connections of a client: in another process or event loop than before, they are new ones.

A connection that two processes read from gives one of them the answer to the other's request. One that was opened in an
event loop is of no use in another, which is noticed only once the request has left.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

from .cookieless import cookieless
from .environment import http_client, trust
from .errors import ConfigurationError
from .http_library import httpx
from .loops import closed_with_the_loop, running_loop
from .processes import this_process
from .settings import Settings

CLOSED = "The client is closed; nothing was sent"
C = TypeVar("C", httpx.Client, httpx.AsyncClient)


class Connections:
    """The connections of a synchronous client.

    Args:
        given: The caller's own HTTP client, or a function that makes one; None for one of ours.
        settings: Whether a proxy may be used.

    Raises:
        ConfigurationError: The environment does not let one be made.
    """

    def __init__(self, given: httpx.Client | Callable[[], httpx.Client] | None, settings: Settings) -> None:
        self._make, self._lent = _source(httpx.Client, given, settings)
        self.own = given is None
        self.closed = False
        self._process = this_process()
        self._made = {self._process: self._lent or self._make()}

    def current(self, task_id: str | None = None) -> httpx.Client:
        """The HTTP client of this process; a task id goes into the errors.

        Raises:
            ConfigurationError: It is closed, or the caller's and of another process.
        """
        if self.closed:
            raise ConfigurationError(CLOSED, task_id=task_id)
        process = this_process()
        if made := self._made.get(process):
            return made
        if self._lent is not None:
            raise ConfigurationError(ELSEWHERE, task_id=task_id)
        made = self._make()
        kept = self._made.setdefault(process, made)
        if kept is not made:  # another thread came first
            made.close()
        # That of the parent stays where it is: to close it, or to let go of it, is for the parent.
        return kept

    def close(self) -> None:
        """Close the connections of this process, unless the HTTP client is the caller's own."""
        self.closed = True
        if self._lent is None and (made := self._made.get(this_process())):
            made.close()


class AsyncConnections:
    """The connections of an asynchronous client, like `Connections`. Those of a loop are closed when it ends."""

    def __init__(self, given: httpx.AsyncClient | Callable[[], httpx.AsyncClient] | None, settings: Settings) -> None:
        self._make, self._lent = _source(httpx.AsyncClient, given, settings)
        self.own = given is None
        self.closed = False
        self._process = this_process()
        # Made here, so that a wrong set-up is told here. The first loop takes it.
        self._unused = [self._lent or self._make()]
        self._by_loop: WeakKeyDictionary[object, _InLoop] = WeakKeyDictionary()
        self._of_parents: list[_InLoop] = []

    async def current(self, task_id: str | None = None) -> httpx.AsyncClient:
        """The HTTP client of this process and event loop; a task id goes into the errors.

        Raises:
            ConfigurationError: It is closed, or the caller's and of another process or loop.
        """
        if self.closed:
            raise ConfigurationError(CLOSED, task_id=task_id)
        process, loop = this_process(), running_loop()
        held = self._by_loop.get(loop)
        if held is not None and held.process == process and (held.end is None or not held.http.is_closed):
            return held.http
        if self._lent is not None and (process != self._process or not self._unused):
            raise ConfigurationError(ELSEWHERE, task_id=task_id)
        if held is not None:
            self._of_parents.append(held)  # to let go of it would close it
        self._forget_closed_loops()
        try:
            http = self._unused.pop()
        except IndexError:
            http = self._make()
        end = None if self._lent is not None else await closed_with_the_loop(http)
        self._by_loop[loop] = _InLoop(http, process, end)
        return http

    def _forget_closed_loops(self) -> None:
        """Let go of the connections of loops that were closed without their generators, as by `loop.close()` alone."""
        for key in self._by_loop.keyrefs():  # a list: other threads add their loops meanwhile
            loop = key()
            held = None if loop is None else self._by_loop.get(loop)
            if held is not None and held.process == this_process() and getattr(loop, "is_closed", bool)():
                self._by_loop.pop(loop, None)

    async def aclose(self) -> None:
        """Close the connections of this process and loop, unless the HTTP client is the caller's own.

        Those of another loop are closed when it ends.
        """
        self.closed = True
        held = self._by_loop.get(running_loop())
        if held is not None and held.end is not None and held.process == this_process():
            await held.end.aclose()


@dataclass(frozen=True)
class _InLoop:
    """An HTTP client, the process that it was made in, and what closes it; None where that is for the caller."""

    http: httpx.AsyncClient
    process: tuple[int, int]
    end: AsyncGenerator[None] | None


ELSEWHERE = (
    "The http_client that was given is of another process or event loop, and its connections are of no use here; "
    "nothing was sent. Make it here, or give a function, which is called once in each: "
    "http_client=lambda: httpx.Client(…)"
)


def _source(kind: type[C], given: C | Callable[[], C] | None, settings: Settings) -> tuple[Callable[[], C], C | None]:
    """A function that makes an HTTP client, and the caller's own if there is one."""
    if given is None:
        context, may_use_proxy, own = trust(), settings.may_use_proxy, cookieless(kind)
        return (lambda: http_client(own, context, may_use_proxy=may_use_proxy)), None
    if callable(given):
        return (lambda: _made_by(given, kind)), None
    return (lambda: _fit(given, kind)), _fit(given, kind)


def _made_by(function: Callable[[], C], kind: type[C]) -> C:
    try:
        return _fit(function(), kind)
    except ConfigurationError:
        raise
    except Exception as error:
        raise ConfigurationError(
            f"The function given as http_client raised {type(error).__name__}; nothing was sent"
        ) from error


def _fit(given: C, kind: type[C]) -> C:
    other = httpx.Client if kind is httpx.AsyncClient else httpx.AsyncClient
    if isinstance(given, other) or not hasattr(given, "build_request"):
        raise ConfigurationError(
            f"http_client must be an httpx.{kind.__name__}, or a function that makes one, "
            f"and not of type {type(given).__name__}"
        )
    return given
