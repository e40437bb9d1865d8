"""Fetching a file from an address that a server gave: with nothing of ours, only where it may lead, and bounded."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from urllib3.util import Timeout, Url

from clausewise.http.address import CONNECTED_WITHIN, trusting
from clausewise.http.connection import FAILURES, innermost
from clausewise.http.destinations import Address, DestinationError, Destinations
from clausewise.http.targets import joined, port_of, target_of
from clausewise.http.watch import HTTPPool, HTTPSPool, TooLongError, Watch

#: The most redirects that are followed.
REDIRECTS = 3
CHUNK = 64 * 1024
#: Everything that is sent beside the name of the host: no key, no cookie, nothing that was set up for the server.
HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "clausewise", "Connection": "close"}
_REDIRECTED = (301, 302, 303, 307, 308)


class Sink(Protocol):
    """A sink for the bytes of a file."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""


@dataclass(frozen=True)
class Bounds:
    """The bounds of one download: seconds in all, and bytes, headers included."""

    seconds: float = 120.0
    longest: int = 256 * 1024 * 1024


@dataclass
class Download:
    """The result of a download. `trail` has every address that was asked, `error` says why there is no whole file.

    `refused`: the address, or one that it redirects to, leads where no request may go; none went there.
    """

    trail: list[str] = field(default_factory=list)
    status: int | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    size: int = 0
    sha256: str | None = None
    seconds: float = 0.0
    error: str | None = None
    refused: bool = False


def fetch(
    url: str,
    file: Sink,
    destinations: Destinations,
    *,
    bounds: Bounds | None = None,
    ca_bundle: str | None = None,
    holds_secret: Callable[[str], bool] = lambda _: False,
) -> Download:
    """Fetch an address into a file. Raises nothing: what went wrong stands in the answer.

    An address in which `holds_secret` finds the key is not asked for: its host may be anybody's.
    """
    bounds = bounds or Bounds()
    download = Download()
    started = time.monotonic()
    until = started + bounds.seconds
    try:
        for _ in range(REDIRECTS + 1):
            target = target_of(url, holds_secret)
            addresses = destinations.find(target.host or "", port_of(target), _left(until))
            location = _ask(target, addresses, file, download, _Left(until, bounds), ca_bundle)
            if location is None:
                break
            url = joined(target.url, location)
        else:
            download.error = f"it redirects more than {REDIRECTS} times"
    except DestinationError as error:
        download.error, download.refused = f"{'it redirects: ' if download.trail else ''}{error}", True
    except TimeoutError:
        download.error = f"not whole within {bounds.seconds:g} s, {download.size} bytes came"
    download.seconds = time.monotonic() - started
    return download


@dataclass(frozen=True)
class _Left:
    until: float
    bounds: Bounds


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _ask(
    target: Url, addresses: list[Address], file: Sink, download: Download, left: _Left, ca_bundle: str | None
) -> str | None:
    """Ask once; gives where it redirects to, None where this was the answer, whole or not."""
    download.trail.append(target.url)
    seconds = _left(left.until)
    with Watch(seconds, left.bounds.longest) as watch:
        try:
            response = _response(target, addresses, seconds, ca_bundle)
            if watch.at_end:  # which the standard library takes for the end of the headers
                raise ConnectionError("the connection was closed")
            download.status = response.status
            download.headers = [(name, value) for name, value in response.headers.items()]
            location = response.headers.get("Location")
            if response.status in _REDIRECTED and location:
                response.close()
                return str(location)
            _save(response, file, download, left.bounds.longest)
        except FAILURES as error:
            if watch.expired:
                raise TimeoutError from None
            cause = innermost(error)
            long = watch.too_long or isinstance(error, TooLongError)
            said = f"longer than {left.bounds.longest} bytes" if long else f"broke off: {type(cause).__name__}: {cause}"
            download.error = " ".join(said.split())
    return None


def _response(target: Url, addresses: list[Address], seconds: float, ca_bundle: str | None) -> Any:
    """The beginning of an answer, of the first address that takes a connection."""
    host = (target.host or "").strip("[]")
    port = port_of(target)
    secure = target.scheme == "https"
    headers = {"Host": target.netloc or host, **HEADERS}
    for index, address in enumerate(addresses):
        timeout = Timeout(connect=min(CONNECTED_WITHIN, seconds), read=seconds)
        # TLS is asked for the name, and its certificate must be of that name; the connection goes to the address.
        pool = (
            HTTPSPool(str(address), port, ssl_context=trusting(ca_bundle), server_hostname=host)
            if secure
            else HTTPPool(str(address), port)
        )
        try:
            return pool.urlopen(
                "GET", target.request_uri, headers=headers, retries=False, redirect=False, assert_same_host=False,
                preload_content=False, decode_content=False, timeout=timeout,
            )  # fmt: skip
        except OSError:
            if index + 1 == len(addresses):
                raise
        except FAILURES as error:
            if index + 1 == len(addresses) or not isinstance(innermost(error), OSError):
                raise
    raise OSError("no address")


def _save(response: Any, file: Sink, download: Download, longest: int) -> None:
    announced = response.length_remaining
    if announced is not None and announced > longest:
        raise TooLongError
    digest = hashlib.sha256()
    for chunk in response.stream(CHUNK, decode_content=False):
        file.write(chunk)
        digest.update(chunk)
        download.size += len(chunk)
    download.sha256 = digest.hexdigest()
