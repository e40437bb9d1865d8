"""HTTP clients of our own: they keep no cookies, since none is ever sent."""

from __future__ import annotations

from typing import Any

from .http_library import httpx


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep none. To look for them would take a twentieth of a create."""


_NONE = _NoCookies()


class _Cookieless:
    @property
    def cookies(self) -> httpx.Cookies:
        """None."""
        return _NONE


class CookielessClient(_Cookieless, httpx.Client):  # type: ignore[override]  # cookies are only read
    """A client that keeps no cookies."""


class CookielessAsyncClient(_Cookieless, httpx.AsyncClient):  # type: ignore[override]  # like above
    """A client that keeps no cookies."""


#: By the class of the HTTP library.
COOKIELESS: dict[type, Any] = {httpx.Client: CookielessClient, httpx.AsyncClient: CookielessAsyncClient}
