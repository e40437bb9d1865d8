"""The connection to the server under test: one host, bounded time, bounded memory, no redirects, no second sending."""

from __future__ import annotations

import http.cookiejar
import logging
import time
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from clausewise.http.unpacking import UnpackedTooLongError, unpacked
from clausewise.http.watch import HTTPPool, HTTPSPool, TooLongError, Watch

#: Bytes at which answers are cut, as they come and as they unpack: none of this contract comes near it.
LONGEST_ANSWER = 512 * 1024
CHUNK = 64 * 1024
#: A connection on which nothing was sent for so long, in seconds, is not used again: the server may be closing it,
#: and whether a request that meets the end of its connection was taken is known to nobody.
IDLE = 0.25
#: Exceptions of urllib3, the standard library and the watch where an answer does not come.
FAILURES = (
    requests.RequestException,
    HTTPError,
    HTTPException,
    OSError,
    ValueError,
    TooLongError,
    UnpackedTooLongError,
)
#: The beginning of the reason where a request certainly has not left.
NOT_SENT = "not sent: "

# urllib3 logs addresses, and headers that it cannot read: a server can write a key into both.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


class NoAnswerError(requests.RequestException):
    """There is no whole answer; the message says why in one line, which may hold what the server sent.

    Not one of requests' own connection errors: schemathesis sends a request again after some of them.
    """


class GuardedAdapter(HTTPAdapter):
    """Sends to the origin of a base URL only, reads at most LONGEST_ANSWER bytes, for at most `seconds` in all.

    TLS is always verified, by the authorities in the file `ca_bundle` or else by the public ones.
    """

    def __init__(self, base_url: str, seconds: float, ca_bundle: str | None = None) -> None:
        self.origin = origin(base_url)
        self.seconds = seconds
        self.verify = True if ca_bundle is None else ca_bundle
        self._answered = 0.0
        #: True once the server has closed a connection that it keeps open by its own words, which HTTP lets it do
        #: (RFC 9112, 9.5): then each request leaves on one of its own, and never while the server closes it.
        self._closes = False
        #: The bytes of the last answer as they came, whole or not.
        self.received = b""
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use connections that are watched."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": HTTPPool, "https": HTTPSPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one request and read its answer in whole; NoAnswerError where there is none."""
        if origin(request.url or "") != self.origin:
            raise NoAnswerError(
                f"{NOT_SENT}no request goes to {origin(request.url or '')}, only {self.origin} is under test"
            )
        if self._closes or time.monotonic() - self._answered > IDLE:
            self.poolmanager.clear()
        response = None
        with Watch(self.seconds, LONGEST_ANSWER) as watch:
            try:
                # Whatever is asked for: schemathesis gives a `verify` of its own with every request.
                begun = super().send(request, *args, **{**kwargs, "stream": True, "verify": self.verify})
                if watch.at_end:  # which the standard library takes for the end of the headers
                    raise ConnectionError("the connection was closed")
                response = begun
                _read(response)
            except FAILURES as error:
                if response is not None:
                    response.close()
                raise NoAnswerError(_why(error, watch, response, self.seconds)) from None
            finally:
                self.received = bytes(watch.received)
                self._closes = self._closes or watch.was_closed
        if watch.left_over or request.headers.get("Connection") == "close":
            self.poolmanager.clear()
        self._answered = time.monotonic()
        return response


class GuardedSession(requests.Session):
    """A session that follows nothing and keeps nothing: no redirects, no cookies, no .netrc, no proxies."""

    def __init__(self, adapter: requests.adapters.BaseAdapter) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        self.adapters.clear()
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Nowhere: a redirect is an answer like any other."""
        return None


def origin(url: str) -> str:
    """Scheme, host and port of a URL, in one form."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname}:{port}"


def _read(response: requests.Response) -> None:
    raw = response.raw
    announced = raw.length_remaining
    if announced is not None and announced > LONGEST_ANSWER:
        raise TooLongError(f" ({announced} are announced)")
    packed = b"".join(raw.stream(CHUNK, decode_content=False))
    raw.release_conn()
    content = unpacked(packed, response.headers.get("Content-Encoding", ""), LONGEST_ANSWER)
    response._content = content  # where requests keeps what `content` answers
    response._content_consumed = True  # type: ignore[attr-defined]  # since it has been read here


def _why(error: Exception, watch: Watch, response: requests.Response | None, seconds: float) -> str:
    """The reason why there is no whole answer: how far it came, and what ended it."""
    cause = innermost(error)
    if not watch.sent:
        return f"{NOT_SENT}{_named(cause)}"
    far = (
        "before it began"
        if not watch.received
        else "within its headers"
        if response is None
        else f"within its body, after status {response.status_code}"
    )
    if isinstance(error, TooLongError | UnpackedTooLongError) or watch.too_long:
        how = str(error) if isinstance(error, TooLongError | UnpackedTooLongError) else ""
        return f"the answer is longer than {LONGEST_ANSWER} bytes{how}, cut off {far}"
    if watch.expired or isinstance(error, requests.Timeout):
        return f"no whole answer within {seconds:g} s, cut off {far}"
    return f"the answer broke off {far}: {_named(cause)}"


def innermost(error: BaseException) -> BaseException:
    """The error that was first, under those that were raised because of it."""
    while True:
        inner = (
            error.__cause__
            or error.__context__
            or next((arg for arg in error.args if isinstance(arg, BaseException)), None)
        )
        if inner is None:
            return error
        error = inner


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".replace("\n", " ")
