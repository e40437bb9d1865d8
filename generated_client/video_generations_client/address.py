"""The address of the server: checked before anything is sent to it."""

from __future__ import annotations

import ipaddress

from .contract import contract
from .errors import ConfigurationError
from .http_library import httpx

URL_VARIABLE = "VIDEO_GENERATIONS_BASE_URL"
#: The end of an address that is meant as it is: in a path it stands for the folder itself, and is not sent.
MEANT = "/."


def checked_url(given: object, variable: str | None = None) -> httpx.URL:
    """The address that requests are sent below.

    Args:
        given: What the caller gave, or what stands in the environment.
        variable: The environment variable that it comes from; None for the argument.

    Raises:
        ConfigurationError: It is no address; or it holds what is put behind it, or ends in a part of that and does not
            say by `/.` at its end that it is meant.
    """
    name = variable or "base_url"
    if not isinstance(given, str):
        raise ConfigurationError(
            f"{name} must be a text (str) such as https://host, not of type {type(given).__name__}"
        )
    text = given.strip()
    if not text:
        raise ConfigurationError(f"There is no default server: give base_url (--base-url), or set {URL_VARIABLE}")
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode()
        str(url.host).encode("utf-8")  # a name in other letters is read, too
        host.encode("idna")  # as it is done to resolve it: the parts of a name are neither empty nor too long
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ConfigurationError(f"{name} is no address ({error})") from None
    # A percent sign stands for what no name holds, such as a space.
    if url.scheme not in ("http", "https") or not host or {"%", "\\"} & {*host} or (url.port or 0) > 65535:
        raise ConfigurationError(f"{name} must be an address such as https://host or http://127.0.0.1:8080")
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError(f"{name} must hold neither user, query nor fragment; the key is given as api_key")
    _check_path(url, name, is_meant=text.endswith(MEANT))
    return url


def _check_path(url: httpx.URL, name: str, *, is_meant: bool) -> None:
    """Refuse an address that holds all that the client puts behind it, or ends in a part and does not say so."""
    own = _segments(contract().create.path)
    given = _segments(url.path)
    whole = any(given[at : at + len(own)] == own for at in range(len(given)))
    part = any(given[-length:] == own[:length] for length in range(1, len(own)))
    if whole or (part and not is_meant):
        said = "" if whole else f", or with {MEANT} at its end if the server does stand below it"
        raise ConfigurationError(
            f"{name} holds {url.path!r}, but the client adds {contract().create.path} by itself: "
            f"give the address without any of it{said}"
        )


def _segments(path: str) -> list[str]:
    """The names in a path, as they were meant: a parameter, a blank or a backslash is no part of them."""
    names = (segment.partition(";")[0].strip(" \t\0") for segment in path.replace("\\", "/").split("/"))
    return [name.casefold() for name in names if name]


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, and its traffic leaves it for nobody."""
    host = host.rstrip(".").lower()
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
