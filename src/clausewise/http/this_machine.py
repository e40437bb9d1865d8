"""Telling this machine from others, by nothing but a name or an address."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_this_machine(host: str) -> bool:
    """Tell whether a host is localhost or a loopback address, an IPv4 one inside IPv6 included; looks nothing up."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def is_loopback(base_url: str) -> bool:
    """Tell whether a URL names this machine, by an address or by the name localhost."""
    return is_this_machine(urlsplit(base_url).hostname or "")
