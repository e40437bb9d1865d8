"""The address of a video, which a server names and nobody trusts before it is checked."""

from __future__ import annotations

import ipaddress

from ..http_library import httpx
from ..parsing import printable


def checked(text: str) -> httpx.URL:
    """An address of the web.

    Raises:
        ValueError: It is none, or one of the link-local ones, by which clouds hand out secrets to their machines.
    """
    try:
        url = httpx.URL(text)
        host = url.host
        url.raw_host.decode().encode("idna")  # as it is done to resolve it
    except (httpx.InvalidURL, UnicodeError):
        url, host = None, ""
    if url is None or url.scheme not in ("http", "https") or not host:
        raise ValueError(f"has an output that is no address of the web: {printable(text[:100])}")
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return url
    if (getattr(address, "ipv4_mapped", None) or address).is_link_local:
        raise ValueError(f"has an output at the address {host}, where no video can be")
    return url


def redirected(before: httpx.URL, location: str) -> httpx.URL:
    """The place where a redirect leads.

    Raises:
        ValueError: To no address of the web, or from an encrypted one to one in plain text.
    """
    try:
        url = checked(str(before.join(location)))
    except httpx.InvalidURL:
        raise ValueError("was redirected to what is no address") from None
    if before.scheme == "https" and url.scheme != "https":
        raise ValueError(f"was redirected to plain http, at {printable(url.host)}")
    return url
