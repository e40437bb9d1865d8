"""The address of a hook: on this machine, or a host that was named by `--allow-notify`; its name is resolved once."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from clausewise.http.this_machine import is_this_machine


class RefusedError(ValueError):
    """A hook is not called; the message says why, in one line."""


@dataclass(frozen=True)
class HookTarget:
    """An address to call: its parts, and whether it was named by the one who runs the server."""

    scheme: str
    host: str
    port: int
    path: str
    named: bool

    @property
    def shown(self) -> str:
        """The address for a log: what may be secret in it, path and query, is left out."""
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def target(url: str, allowed: frozenset[str]) -> HookTarget:
    """The target of a URL; RefusedError for what is no address of http and for hosts that nobody has allowed.

    Names beside localhost are not even resolved unless they are in `allowed`: the request chose them.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        raise RefusedError("it is no URL") from None
    if not (url.isascii() and url.isprintable()) or " " in url or not host or "@" in parts.netloc or not port:
        raise RefusedError("it is no URL of http or https")
    path = parts.path or "/"
    found = HookTarget(parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path, host in allowed)
    if not found.named and not (host.endswith(".localhost") or is_this_machine(host)):
        raise RefusedError(f"{found.shown} is not on this machine; allow it with --allow-notify {host}")
    return found


async def addresses(to: HookTarget) -> list[tuple[str, int]]:
    """The addresses of a host, resolved once, for all attempts; RefusedError when none may be called."""
    try:
        answers = await asyncio.get_running_loop().getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedError(f"{to.shown} is not known ({error})") from None
    found = list(dict.fromkeys((str(answer[4][0]), int(answer[4][1])) for answer in answers))
    if not to.named and not all(is_this_machine(host) for host, _ in found):
        raise RefusedError(f"{to.shown} is not on this machine")
    return found
