"""The parts of an address that a server gave, and what no such address may be."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from clausewise.http.destinations import DestinationError


def target_of(url: str, holds_secret: Callable[[str], bool]) -> Url:
    """The parts of an address, by which alone the request is made: nothing reads it a second time.

    DestinationError where it is no address of http or https, or `holds_secret` finds the key in it.
    """
    if holds_secret(url):
        raise DestinationError("the API key stands in it")
    if not url.isprintable() or " " in url or "\\" in url:
        raise DestinationError("it is no address: blanks, backslashes or control characters stand in it")
    try:
        target = parse_url(url)._replace(fragment=None)
        port_of(target)
    except (LocationParseError, ValueError):
        raise DestinationError("it is no address") from None
    if target.scheme not in ("http", "https"):
        raise DestinationError(f"it is no address of http or https but {target.scheme or 'relative'}")
    if target.auth is not None:
        raise DestinationError("a user stands in it")
    if not target.host:
        raise DestinationError("no host stands in it")
    return target


def joined(base: str, location: str) -> str:
    """The address that a redirect from another leads to; DestinationError where it is none."""
    try:
        return urljoin(base, location)
    except ValueError:
        raise DestinationError("it is no address") from None


def port_of(target: Url) -> int:
    """The port that an address is asked at."""
    return target.port if target.port is not None else 443 if target.scheme == "https" else 80
