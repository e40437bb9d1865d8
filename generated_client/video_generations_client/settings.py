"""What a client is set up with: where the server is, the key, timeouts and retries."""

from __future__ import annotations

import ipaddress
import os
import platform
from dataclasses import dataclass

import httpx

from ._version import __version__
from .api_key import ApiKey
from .errors import ConfigurationError
from .options import Timeouts
from .retries import Retries

URL_VARIABLE = "VIDEO_GENERATIONS_BASE_URL"
USER_AGENT = f"video-generations-client/{__version__} Python/{platform.python_version()} httpx/{httpx.__version__}"


@dataclass(frozen=True)
class Settings:
    """The checked settings of a client."""

    base_url: str
    key: ApiKey | None
    timeouts: Timeouts
    retries: Retries

    @classmethod
    def read(
        cls, key: ApiKey | None, base_url: str | None, timeout: float | Timeouts | None, retries: Retries | None
    ) -> Settings:
        """Check the arguments, and take from the environment what they leave open.

        Raises:
            ConfigurationError: No base URL, one that is none, or a key that would travel in plain text.
        """
        url = _checked_url(base_url or os.environ.get(URL_VARIABLE, ""))
        if key:
            key.check()
            if url.scheme == "http" and not _is_loopback(url.host):
                raise ConfigurationError(
                    f"The API key would travel in plain text to {url.host}; use https://, or api_key='' for no key"
                )
        retries = Retries.none() if retries is None else retries
        return cls(str(url).rstrip("/"), key, as_timeouts(timeout, Timeouts()), retries)

    @property
    def may_use_proxy(self) -> bool:
        """Whether a proxy of the environment may be used: it would read a key that goes to loopback in plain text."""
        return self.key is None or self.base_url.startswith("https:")

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


def _checked_url(text: str) -> httpx.URL:
    text = text.strip()
    if not text:
        raise ConfigurationError(f"There is no default server: give base_url, or set {URL_VARIABLE}")
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode()
        host.encode("idna")  # as it is done to resolve it: the parts of a name are neither empty nor too long
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ConfigurationError(f"base_url is no address ({error})") from None
    # A percent sign stands for what no name holds, such as a space.
    if url.scheme not in ("http", "https") or not host or "%" in host or (url.port or 0) > 65535:
        raise ConfigurationError("base_url must be an address such as https://host or http://127.0.0.1:8080")
    if url.userinfo or url.query or url.fragment:
        raise ConfigurationError("base_url must hold neither user, query nor fragment; the key is given as api_key")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
