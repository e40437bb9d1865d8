"""Where the server under test is: on this machine or elsewhere, reachable or not."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


class AddressError(ValueError):
    """What was given is no base URL of a server; the message says in one line what to give."""


def is_loopback(base_url: str) -> bool:
    """Whether a URL names this machine, by an address or by the name localhost."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def unreachable(base_url: str, seconds: float = 5.0) -> str | None:
    """Why no connection to a server can be made, None when one can; sends nothing."""
    parts = urlsplit(base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=seconds).close()
    except OSError as error:
        return f"{base_url} cannot be reached ({error}): start the server, or give another --base-url"
    return None


def checked_url(base_url: str) -> str:
    """The base URL without a slash at its end; AddressError when it is none."""
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
        parts = urlsplit("")
    if not usable or parts.username or parts.query or parts.fragment:
        raise AddressError(f"--base-url {base_url}: give scheme, host and port, as in http://127.0.0.1:8080")
    return base_url.rstrip("/")
