"""What a client is set up with: where the server is, the key, timeouts and retries."""

from __future__ import annotations

import ipaddress
import os
import platform
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import httpx

from ._version import __version__
from .errors import ConfigurationError
from .options import Timeouts
from .retries import Retries

KEY_VARIABLE = "VIDEO_GENERATIONS_API_KEY"
URL_VARIABLE = "VIDEO_GENERATIONS_BASE_URL"
USER_AGENT = f"video-generations-client/{__version__} Python/{platform.python_version()} httpx/{httpx.__version__}"


class ApiKey:
    """A key that shows itself only where a request is built."""

    __slots__ = ("_key", "_spellings")

    def __init__(self, key: str) -> None:
        if not key.isascii() or not key.isprintable() or " " in key:
            raise ConfigurationError("The API key holds characters that no header can carry; look for a line break")
        self._key = key
        self._spellings = (key, quote(key, safe=""), b64encode(key.encode()).decode())

    def bearer(self) -> str:
        """The value of the Authorization header."""
        return f"Bearer {self._key}"

    def redacted(self, text: str) -> str:
        """A text without the key, in any of the spellings that a server may echo."""
        for spelling in self._spellings:
            text = text.replace(spelling, "[API key]")
        return text

    def __repr__(self) -> str:
        return "[API key]"

    def __reduce__(self) -> str:
        raise TypeError("an API key is not pickled; give it to the client where it is used")


@dataclass(frozen=True)
class Settings:
    """The checked settings of a client."""

    base_url: str
    key: ApiKey | None
    timeouts: Timeouts
    retries: Retries

    @classmethod
    def read(
        cls, api_key: str | None, base_url: str | None, timeout: float | Timeouts | None, retries: Retries | None
    ) -> Settings:
        """Check the arguments, and take from the environment what they leave open.

        Raises:
            ConfigurationError: No base URL, one that is none, or a key that would travel in plain text.
        """
        url = _checked_url(base_url or os.environ.get(URL_VARIABLE, ""))
        text = os.environ.get(KEY_VARIABLE, "") if api_key is None else api_key
        key = ApiKey(text.strip()) if text.strip() else None
        parts = urlsplit(url)
        if key and parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
            raise ConfigurationError(
                f"The API key would travel in plain text to {parts.netloc}; use https://, or api_key='' for no key"
            )
        return cls(url, key, as_timeouts(timeout, Timeouts()), Retries.none() if retries is None else retries)

    @property
    def may_use_proxy(self) -> bool:
        """Whether a proxy of the environment may be used: it would read a key that goes to loopback in plain text."""
        return self.key is None or self.base_url.lower().startswith("https:")

    def headers(self) -> dict[str, str]:
        """The headers of every request. Answers are asked for plain: one cut short stays readable."""
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
        if self.key:
            headers["Authorization"] = self.key.bearer()
        return headers

    def redacted(self, text: str) -> str:
        """A text without the key."""
        return self.key.redacted(text) if self.key else text


def as_timeouts(timeout: float | Timeouts | None, default: Timeouts) -> Timeouts:
    """Seconds for each step; None stands for the default."""
    if timeout is None:
        return default
    return timeout if isinstance(timeout, Timeouts) else Timeouts(timeout, timeout, timeout)


def _checked_url(url: str) -> str:
    if not url:
        raise ConfigurationError(f"There is no default server: give base_url, or set {URL_VARIABLE}")
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError when it is no number
    except ValueError as error:
        raise ConfigurationError(f"base_url is no address ({error})") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError("base_url must be an address such as https://host or http://127.0.0.1:8080")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigurationError("base_url must hold neither user, query nor fragment; the key is given as api_key")
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
