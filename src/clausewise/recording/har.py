"""An exchange as an entry of an HTTP Archive, and back."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import harfile

from clausewise.http.exchange import Exchange
from clausewise.http.redaction import REDACTED, REDACTED_PIECE, Redaction

HTTP = "HTTP/1.1"
#: The comment at a request's body that is no UTF-8: HAR has no word for its encoding.
AS_LATIN_1 = "bytes, each as the character of its number"


class RecordingError(Exception):
    """A recording cannot be written or read; the message says in one line what to do."""


def request(exchange: Exchange, redact: Redaction) -> harfile.Request:
    """The request of an exchange, without secrets."""
    url = redact(exchange.url)
    for mark in (REDACTED, REDACTED_PIECE):
        url = url.replace(mark, quote(mark))  # so that it stays an address
    headers = [harfile.Record(redact(name), redact(value)) for name, value in exchange.request_headers.items()]
    return harfile.Request(
        method=exchange.method,
        url=url,
        httpVersion=HTTP,
        headers=headers,
        queryString=[harfile.Record(*pair) for pair in parse_qsl(urlsplit(url).query, keep_blank_values=True)],
        postData=_posted(exchange, redact) if exchange.request_body else None,
        bodySize=len(exchange.request_body),
    )


def response(exchange: Exchange, redact: Redaction) -> harfile.Response:
    """The answer of an exchange, without secrets; status 0 and the reason as comment where there is none."""
    headers = [harfile.Record(redact(name), redact(value)) for name, value in exchange.headers]
    return harfile.Response(
        status=exchange.status or 0,
        statusText="",
        httpVersion=HTTP,
        headers=headers,
        content=_content(exchange, redact),
        redirectURL=redact(exchange.header("location") or ""),
        bodySize=-1,
        comment=None if exchange.error is None else redact(exchange.error),
    )


def exchange_of(entry: Any) -> Exchange:
    """The exchange that an entry of the form of a recording holds; ValueError where a body is not as it says."""
    asked, answered = entry["request"], entry["response"]
    posted, content = asked.get("postData", {}), answered["content"]
    text = posted.get("text", "")
    encoded = content.get("encoding") == "base64"
    return Exchange(
        method=asked["method"],
        url=asked["url"],
        request_headers={header["name"]: header["value"] for header in asked["headers"]},
        request_body=text.encode("latin-1" if posted.get("comment") == AS_LATIN_1 else "utf-8"),
        status=answered["status"] or None,
        headers=[(header["name"], header["value"]) for header in answered["headers"]],
        body=base64.b64decode(content.get("text", "")) if encoded else content.get("text", "").encode(),
        seconds=entry["time"] / 1000,
        error=answered.get("comment"),
        framing=content.get("comment", ""),
    )


def _posted(exchange: Exchange, redact: Redaction) -> harfile.PostData:
    kind = next((value for name, value in exchange.request_headers.items() if name.lower() == "content-type"), "")
    try:
        return harfile.PostData(redact(kind), text=redact(exchange.request_body.decode()))
    except UnicodeDecodeError:
        text = redact(exchange.request_body.decode("latin-1"))
        return harfile.PostData(redact(kind), text=text, comment=AS_LATIN_1)


def _content(exchange: Exchange, redact: Redaction) -> harfile.Content:
    kind = redact(exchange.header("content-type") or "")
    try:
        text, encoding = redact(exchange.body.decode()), None
    except UnicodeDecodeError:
        # Without secrets before it is encoded: none would be found in it any more.
        text, encoding = base64.b64encode(redact.in_bytes(exchange.body)).decode(), "base64"
    comment = exchange.framing or None
    return harfile.Content(size=len(exchange.body), mimeType=kind, text=text, encoding=encoding, comment=comment)
