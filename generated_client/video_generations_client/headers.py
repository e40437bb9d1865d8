"""Headers of the caller's, which stand beside those of this client and in place of none that matters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .errors import ConfigurationError

#: Headers that a request must not have twice, or in other words, and what to do instead.
_OURS = {
    "authorization": "give api_key",
    "accept": "answers are JSON",
    "accept-encoding": "answers are asked for plain, since one cut short stays readable then",
    "content-type": "the body is JSON",
    "content-length": "it follows from the body",
    "transfer-encoding": "it follows from the body",
    "host": "it follows from base_url",
    "connection": "connections are kept for the next request",
}
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def beside(own: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Headers of our own, and of others those that are not among them in other letters."""
    taken = {name.lower() for name in own}
    return {**{name: value for name, value in more.items() if name.lower() not in taken}, **own}


def checked_headers(given: Mapping[str, str] | None) -> dict[str, str]:
    """Headers of the caller's, fit to be sent beside ours.

    Raises:
        ConfigurationError: One has no proper name or value, stands twice, or is set by the client itself. The values,
            which may be secrets, are not shown.
    """
    if given is not None and not isinstance(given, Mapping):
        raise ConfigurationError(f"headers must be a mapping of names to texts, and not of type {type(given).__name__}")
    seen: set[str] = set()
    for name, value in (given or {}).items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ConfigurationError(f"{name!r} is no name of a header")
        if name.lower() in _OURS:
            raise ConfigurationError(f"The header {name} is set by the client: {_OURS[name.lower()]}")
        if name.lower() in seen:
            raise ConfigurationError(f"The header {name} is given twice, in other letters")
        if not isinstance(value, str) or not value.isascii() or not (value.isprintable() or not value):
            raise ConfigurationError(f"The value of the header {name} must be a printable ASCII text")
        seen.add(name.lower())
    # The agent is named like ours, whose place it takes.
    spelt = {"user-agent": "User-Agent"}
    return {spelt.get(name.lower(), name): value.strip() for name, value in (given or {}).items()}
