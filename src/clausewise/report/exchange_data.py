"""One exchange as plain data without secrets: what a format needs to show it, or to send it again."""

from __future__ import annotations

import base64
from typing import Any

from clausewise.http.exchange import Exchange
from clausewise.http.redaction import Redaction

#: Bodies are kept up to this length, in bytes; of a longer one the beginning.
KEPT = 16 * 1024


def exchange_data(exchange: Exchange, redact: Redaction) -> dict[str, Any]:
    """Request and answer: method, url, headers and body of each, status, seconds, and the error in place of an answer.

    A body is a text, or `{"base64": …}` where it is no UTF-8.
    """
    return {
        "method": exchange.method,
        "url": redact(exchange.url),
        "headers": {redact(name): redact(value) for name, value in exchange.request_headers.items()},
        "body": _body(exchange.request_body, redact),
        "status": exchange.status,
        "answer_headers": [[redact(name), redact(value)] for name, value in exchange.headers],
        "answer": _body(exchange.body, redact),
        "seconds": round(exchange.seconds, 6),  # as exact as a recording is
        "error": None if exchange.error is None else redact(exchange.error),
    }


def _body(body: bytes, redact: Redaction) -> str | dict[str, str]:
    # Without secrets before it is cut: a secret on the cut would not be found any more.
    clean = redact.in_bytes(body)[:KEPT]
    try:
        return clean.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(clean).decode()}
