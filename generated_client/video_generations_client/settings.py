"""The settings of a client: address, key, timeouts, retries and headers."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ._version import __version__
from .address import URL_VARIABLE, checked_url, is_loopback
from .api_key import ApiKey
from .attempts import AttemptHook
from .errors import ConfigurationError
from .headers import beside, checked_headers
from .http_library import httpx
from .option_values import Timeouts, check_seconds
from .retries import Retries

USER_AGENT = (
    f"video-generations-client/{__version__} Python/{platform.python_version()} {httpx.__name__}/{httpx.__version__}"
)


@dataclass(frozen=True)
class Settings:
    """The checked settings of a client."""

    base_url: str
    key: ApiKey | None
    timeouts: Timeouts
    retries: Retries
    headers: Mapping[str, str] = field(repr=False)  # a value may be a secret
    around_attempt: AttemptHook | None = None
    #: True when the HTTP client is ours, so that the environment says which proxy it uses.
    own_http: bool = True

    @classmethod
    def read(
        cls,
        key: ApiKey | None,
        base_url: str | None,
        timeout: float | Timeouts | None,
        retries: Retries | None,
        headers: Mapping[str, str] | None = None,
        around_attempt: AttemptHook | None = None,
        *,
        own_http: bool = True,
    ) -> Settings:
        """Check the arguments, and take from the environment what they leave open.

        Raises:
            ConfigurationError: No base URL, one that is none, a key that would travel in plain text, or a header
                that cannot be sent.
        """
        url = checked_url(base_url) if base_url else checked_url(os.environ.get(URL_VARIABLE, ""), URL_VARIABLE)
        if key:
            key.check()
            if url.scheme == "http" and not is_loopback(url.host):
                raise ConfigurationError(
                    f"The API key would travel in plain text to {url.host}; use https://, or api_key='' for no key"
                )
        if around_attempt is not None and not callable(around_attempt):
            raise ConfigurationError(f"around_attempt must be a function of an attempt, and not {around_attempt!r}")
        timeouts = as_timeouts(timeout, Timeouts())
        checked = checked_headers(headers)
        return cls(str(url).rstrip("/"), key, timeouts, as_retries(retries), checked, around_attempt, own_http)

    def changed(
        self,
        timeout: float | Timeouts | None,
        retries: Retries | None,
        headers: Mapping[str, str] | None,
    ) -> Settings:
        """The same with other timeouts and retries, and with these headers beside those that there are."""
        merged = beside(checked_headers(headers), self.headers)
        timeouts = as_timeouts(timeout, self.timeouts)
        return replace(self, timeouts=timeouts, retries=as_retries(retries), headers=merged)

    @property
    def may_use_proxy(self) -> bool:
        """True when a proxy of the environment may be used: none leads back to this machine, and it would read keys."""
        return not is_loopback(httpx.URL(self.base_url).host)

    def sent_headers(self) -> dict[str, str]:
        """The headers of every request. Answers are asked for plain: one cut short stays readable."""
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
        headers |= self.headers
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
    if isinstance(timeout, Timeouts):
        return timeout
    check_seconds(timeout=timeout)  # by the name that the caller has given it
    return Timeouts(timeout, timeout, timeout)


def as_retries(retries: Retries | None) -> Retries:
    """Retries; None stands for one attempt.

    Raises:
        ConfigurationError: It is neither.
    """
    if retries is not None and not isinstance(retries, Retries):
        raise ConfigurationError(f"retries must be Retries(attempts=…), or None for one attempt, and not {retries!r}")
    return Retries.none() if retries is None else retries
