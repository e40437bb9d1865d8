"""HTTP clients that keep no cookies: for creates and reads, with which none is ever sent."""

from __future__ import annotations

from typing import TypeVar

from .http_library import httpx

C = TypeVar("C", httpx.Client, httpx.AsyncClient)


def cookieless(kind: type[C]) -> type[C]:
    """A class like that of the HTTP library, or like one that stands in its place, as for tracing."""
    return type(f"Cookieless{kind.__name__}", (_Cookieless, kind), {})


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep none. To look for them would take a tenth of a create."""


class _Cookieless:
    _none = _NoCookies()

    @property
    def cookies(self) -> httpx.Cookies:
        """None."""
        return self._none
