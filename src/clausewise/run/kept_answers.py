"""Answers kept in the ledger: written redacted when they come, given again when a run is resumed."""

from __future__ import annotations

import io
import json
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from clausewise.http.exchange import Exchange
from clausewise.http.redaction import Redaction


def stored(exchange: Exchange, redact: Redaction) -> str:
    """An exchange as text, without secrets."""
    return json.dumps(
        {
            "method": exchange.method,
            "url": redact(exchange.url),
            "request_headers": {name: redact(value) for name, value in exchange.request_headers.items()},
            "request_body": redact.in_bytes(exchange.request_body).decode("latin-1"),
            "status": exchange.status,
            "headers": [[redact(name), redact(value)] for name, value in exchange.headers],
            "body": redact.in_bytes(exchange.body).decode("latin-1"),
            "seconds": exchange.seconds,
            "error": None if exchange.error is None else redact(exchange.error),
            "framing": exchange.framing,
        }
    )


def restored(text: str) -> Exchange:
    """The exchange that `stored` has written."""
    data: dict[str, Any] = json.loads(text)
    data["request_body"] = data["request_body"].encode("latin-1")
    data["body"] = data["body"].encode("latin-1")
    data["headers"] = [(name, value) for name, value in data["headers"]]
    return Exchange(**data)


class StoredAnswer(HTTPAdapter):
    """Answers every request with one kept exchange; nothing is sent."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        super().__init__()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer."""
        exchange = self.exchange
        raw = HTTPResponse(
            body=io.BytesIO(b""), headers=dict(exchange.headers), status=exchange.status or 0, preload_content=False
        )
        response = self.build_response(request, raw)
        response._content = exchange.body  # where requests keeps what `content` answers
        return response
