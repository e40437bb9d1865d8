"""The connection to the server under test: one host, bounded time, bounded memory, no redirects, no retries."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

#: Longer answers are cut: no answer of this contract comes near it, in bytes.
LONGEST_ANSWER = 2 * 1024 * 1024
CHUNK = 64 * 1024


class OtherHostError(requests.RequestException):
    """A request was about to leave for a host that is not under test."""


class AnswerTooLongError(requests.RequestException):
    """The answer went on past LONGEST_ANSWER."""


class _Current(threading.local):
    """The connection that the running request of this thread uses."""

    connection: Any = None


_current = _Current()


class _WatchedHTTP(HTTPConnection):
    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        _current.connection = self
        super().putrequest(*args, **kwargs)


class _WatchedHTTPS(HTTPSConnection):
    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        _current.connection = self
        super().putrequest(*args, **kwargs)


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHTTPS


class _Deadline:
    """Shuts the socket of a request when its time is over: a server that drips never ends by itself."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._timer = threading.Timer(seconds, self._expire, args=[_current.__dict__])
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        _current.connection = None
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _expire(self, current: Mapping[str, Any]) -> None:
        self.expired = True
        sock = getattr(current.get("connection"), "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError):  # it may have ended by itself in the meantime
                sock.shutdown(socket.SHUT_RDWR)


class GuardedAdapter(HTTPAdapter):
    """Sends to one origin only, reads at most LONGEST_ANSWER bytes, for at most `seconds` in all."""

    def __init__(self, origin: str, seconds: float) -> None:
        self.origin = origin
        self.seconds = seconds
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use connections whose socket can be shut from outside."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one request and read its answer in whole."""
        if origin(request.url or "") != self.origin:
            raise OtherHostError(f"no request goes to {origin(request.url or '')}: only {self.origin} is under test")
        started = time.monotonic()
        with _Deadline(self.seconds) as deadline:
            try:
                response = super().send(request, *args, **{**kwargs, "stream": True})
                _read(response)
            except (requests.RequestException, HTTPError, OSError) as error:
                if deadline.expired:
                    waited = time.monotonic() - started
                    raise requests.ReadTimeout(f"no whole answer within {waited:.1f} s", request=request) from None
                if isinstance(error, requests.RequestException):
                    raise
                raise requests.ConnectionError(str(error), request=request) from None
        return response


def guarded_session(base_url: str, *, seconds: float, ca_bundle: str | None = None) -> requests.Session:
    """A session for one server. Proxies, .netrc and other hosts are out of its reach; TLS is always verified."""
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    session.verify = ca_bundle or True
    session.adapters.clear()
    adapter = GuardedAdapter(origin(base_url), seconds)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def origin(url: str) -> str:
    """Scheme, host and port of a URL, in one form."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname}:{port}"


def _read(response: requests.Response) -> None:
    content = bytearray()
    for chunk in response.raw.stream(CHUNK, decode_content=True):
        content += chunk
        if len(content) > LONGEST_ANSWER:
            response.close()
            raise AnswerTooLongError(f"the answer is longer than {LONGEST_ANSWER} bytes", response=response)
    response.raw.release_conn()
    response._content = bytes(content)  # where requests keeps what `content` answers
    response._content_consumed = True  # type: ignore[attr-defined]  # since it has been read here
