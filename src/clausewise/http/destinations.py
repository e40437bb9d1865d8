"""The addresses to which a link of a server may lead: the public internet, or the server's own machine."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as OutOfTimeError
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from clausewise.http.this_machine import is_loopback

Address = IPv4Address | IPv6Address

#: Networks that `is_global` lets through in some Python, and that lead to no public server: the relays of 6to4, the
#: host of a virtual machine at Azure, addresses of protocols and of groups.
_NOT_PUBLIC = [
    ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "224.0.0.0/4", "240.0.0.0/4")
]
#: All unicast addresses of the internet (RFC 4291, 2.4), and those behind which a translator has IPv4 (RFC 6052).
_UNICAST = ip_network("2000::/3")
_TRANSLATED = ip_network("64:ff9b::/96")
#: The upper 32 bits of an interface identifier that holds an IPv4 address (ISATAP, RFC 5214).
_ISATAP = (0x00005EFE, 0x02005EFE)


class DestinationError(Exception):
    """An address leads where no request may go, or nowhere; the message says so in one line. Nothing was sent."""


@dataclass(frozen=True)
class Destinations:
    """The addresses to which requests may go that a server asks for.

    `loopback`: also to this machine. `own`: the server's own address, where its base URL names one.
    """

    loopback: bool = False
    own: Address | None = None

    @classmethod
    def of_server(cls, base_url: str) -> Destinations:
        """The addresses to which links of a server may lead: this machine only where the server is on it."""
        if is_loopback(base_url):
            return cls(loopback=True)
        try:
            return cls(own=ip_address(urlsplit(base_url).hostname or ""))
        except ValueError:
            return cls()

    def allows(self, address: Address) -> bool:
        """Tell whether a request may be sent to an address."""
        held = embedded(address)
        if any(each.is_loopback for each in (address, *held)):
            return self.loopback and (address.is_loopback or address == _mapped(held))
        return address == self.own or (is_public(address) and all(map(is_public, held)))

    def find(self, host: str, port: int, seconds: float) -> list[Address]:
        """The addresses of a host, looked up once; DestinationError when one of them may not be connected to.

        A name of which one address is public and another is not may lead to either, so it leads nowhere.
        """
        found = _looked_up(host, port, seconds)
        refused = next((address for address in found if not self.allows(address)), None)
        if refused is not None:
            named = f"{refused}" if host.strip("[]") == str(refused) else f"{host}, which is {refused}"
            raise DestinationError(f"it leads to {named}: no public address")
        return found


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public internet, and of one host."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None or address in _TRANSLATED:
            return True  # what is embedded decides
        return address in _UNICAST and address.is_global
    return address.is_global and not any(address in network for network in _NOT_PUBLIC)


def embedded(address: Address) -> list[Address]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, translated, 6to4, Teredo and ISATAP."""
    if isinstance(address, IPv4Address):
        return []
    found: list[Address] = [each for each in (address.ipv4_mapped, address.sixtofour) if each is not None]
    found += address.teredo or ()
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _TRANSLATED or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        found.append(last)
    return found


def _mapped(held: list[Address]) -> IPv6Address | None:
    return IPv6Address(f"::ffff:{held[0]}") if held else None


def _looked_up(host: str, port: int, seconds: float) -> list[Address]:
    answer: Future[list[Address]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
            answer.set_result(list(dict.fromkeys(ip_address(entry[4][0]) for entry in found)))
        except (OSError, ValueError) as error:
            answer.set_exception(DestinationError(f"its host {host} is not found ({error})"))

    threading.Thread(target=ask, name="name lookup", daemon=True).start()  # which nothing can interrupt
    try:
        return answer.result(seconds)
    except OutOfTimeError:
        raise DestinationError(f"its host {host} is not found within {seconds:g} s") from None
