"""Settings of the environment: the one at fault when the HTTP library cannot be set up, and the proxy in use."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.request import getproxies, proxy_bypass

from .errors import ConfigurationError
from .http_library import httpx

if TYPE_CHECKING:
    from .settings import Settings

#: The variables that name a proxy: by the scheme of an address, and for all of them.
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
#: The variables that name the trusted certificates, or the file to which the keys of connections are written.
TRUST = ("SSLKEYLOGFILE", "SSL_CERT_FILE", "SSL_CERT_DIR")
C = TypeVar("C", httpx.Client, httpx.AsyncClient)


def trust() -> ssl.SSLContext:
    """The certificates that are trusted: certifi's, or those that the environment names.

    They are read again when the environment or a file that it names has changed: to read them takes some 20 ms,
    longer than all else of a new client or a download.

    Raises:
        ConfigurationError: With the name of the variable that is at fault.
    """
    return _trust(tuple((name, _set(name), _state(_set(name))) for name in TRUST if _set(name)))


def _state(path: str) -> tuple[int, int, int] | None:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=4)
def _trust(_: object) -> ssl.SSLContext:
    failed: Exception | None = None
    try:
        return httpx.create_ssl_context()
    except Exception as error:  # OSError, ssl.SSLError: whatever the file makes of it
        failed = error
    raise ConfigurationError(_explained(failed, list(_broken_certificates())))


def http_client(kind: type[C], context: ssl.SSLContext, *, may_use_proxy: bool) -> C:
    """An HTTP client of our own.

    Raises:
        ConfigurationError: With the name of the variable that is at fault.
    """
    if may_use_proxy and (unknown := list(_unheard_of_proxies())):
        raise ConfigurationError(_explained(ValueError(), unknown))
    failed: Exception | None = None
    try:
        return kind(verify=context, trust_env=may_use_proxy)
    except Exception as error:  # ImportError, ValueError, httpx.InvalidURL: whatever the proxy makes of it
        failed = error
    # Raised out here: the error of the library may hold the password of a proxy.
    raise ConfigurationError(_explained(failed, _broken_set_up()))


def _proxy_of(url: str) -> str | None:
    """The proxy by which an address is reached, and the variable that names it; None when it is reached directly."""
    address = httpx.URL(url)
    proxies = getproxies()
    if not address.host or proxy_bypass(address.host):
        return None
    scheme = next((scheme for scheme in (address.scheme, "all") if proxies.get(scheme)), None)
    if scheme is None:
        return None
    where = _named(scheme)
    try:
        proxy = httpx.URL(_with_scheme(proxies[scheme]))
    except httpx.InvalidURL:
        return where
    return f"{where} ({proxy.scheme}://{proxy.netloc.decode('ascii')})"  # netloc is without user and password


def _named(scheme: str) -> str:
    """The setting that names the proxy of a scheme."""
    name = f"{scheme.upper()}_PROXY"
    return name if _set(name) else name.lower() if _set(name.lower()) else "the system's settings"


def by_proxy(settings: Settings) -> str:
    """The proxy that requests pass, in words; empty when they pass none that the environment names."""
    if not settings.may_use_proxy or not settings.own_http:
        return ""
    name = _proxy_of(settings.base_url)
    return f" through the proxy of {name}" if name else ""


def _explained(error: Exception, broken: list[str]) -> str:
    if broken:
        return f"{'; '.join(broken)}. Mend or unset it; nothing was sent"
    used = [name for name in (*TRUST, *_proxy_variables()) if _set(name)]
    seen = f"; look at {', '.join(used)}" if used else ""
    return f"The HTTP client cannot be set up ({type(error).__name__}){seen}; nothing was sent"


def _set(name: str) -> str:
    return os.environ.get(name, "")


def _broken_certificates() -> Iterator[str]:
    if path := _set("SSLKEYLOGFILE"):
        try:
            with Path(path).open("a", encoding="utf-8"):
                pass
        except OSError as error:
            yield f"SSLKEYLOGFILE={path!r}: the file for TLS keys cannot be written ({error.strerror or error})"
    if path := _set("SSL_CERT_FILE"):
        try:
            # By itself: a default context would open the file for keys, too, and fail for that.
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
        except OSError as error:  # ssl.SSLError is one
            reason = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror or error
            yield f"SSL_CERT_FILE={path!r}: the trusted certificates cannot be read ({reason})"


def _proxy_variables() -> Iterator[str]:
    yield from (spelt for name in PROXIES for spelt in (name, name.lower()) if _set(spelt))


def _broken_proxies() -> Iterator[str]:
    for name in _proxy_variables():
        try:
            scheme = httpx.Proxy(httpx.URL(_with_scheme(_set(name)))).url.scheme
        except Exception as error:  # InvalidURL, ValueError, UnicodeError; they may show a password
            yield f"{name} is no address of a proxy ({type(error).__name__})"
            continue
        if scheme.startswith("socks") and find_spec("socksio") is None:
            yield f"{name} names a SOCKS proxy, which needs a package: pip install '{httpx.__name__}[socks]'"


def _unheard_of_proxies() -> Iterator[str]:
    """The proxies whose name no network knows, which the HTTP library would notice while it sends."""
    proxies = getproxies()
    for scheme in proxies.keys() & {"http", "https", "all"}:
        try:
            httpx.URL(_with_scheme(proxies[scheme])).host.encode("idna")
        except httpx.InvalidURL:
            continue  # the library says so by itself
        except UnicodeError:
            yield f"{_named(scheme)} holds no name of a host"


def _broken_set_up() -> list[str]:
    """The faults of the proxies; without any, it is the list of hosts that need none."""
    lists = [f"{name} holds an entry that is no host" for name in ("NO_PROXY", "no_proxy") if _set(name)]
    return list(_broken_proxies()) or lists


def _with_scheme(address: str) -> str:
    return address if "://" in address else f"http://{address}"
