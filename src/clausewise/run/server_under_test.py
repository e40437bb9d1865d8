"""Sending one call to the server under test, as a schemathesis case over one guarded session."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import requests
import schemathesis
from requests.auth import AuthBase
from schemathesis.config import SchemathesisConfig

from clausewise.http.address import CONNECTED_WITHIN
from clausewise.http.connection import LONGEST_ANSWER, NOT_SENT, GuardedAdapter, GuardedSession
from clausewise.http.exchange import SHOWN, Exchange
from clausewise.http.framing import framing
from clausewise.http.readings import LAYERS
from clausewise.http.redaction import REDACTED, Redaction, Secret
from clausewise.http.unpacking import ACCEPT_ENCODING, packed_content
from clausewise.probes.fuzzed_document import fuzzed_document
from clausewise.probes.keys import CREDENTIALS, STRANGE_KEY, carried
from clausewise.probes.probe import Call
from clausewise.recording import Recorder, Recording
from clausewise.run.kept_answers import StoredAnswer
from clausewise.spec import Operation, Spec
from clausewise.spec.refusals import is_refusal
from clausewise.terminal.printable import printable


class Client:
    """The server under test, seen from the suite.

    `key` is the API key or None. `timeout` bounds one request, from its first byte to the last of
    its answer, in seconds.
    """

    def __init__(
        self, spec: Spec, base_url: str, *, key: str | None = None, timeout: float = 30.0, ca_bundle: str | None = None
    ) -> None:
        self.spec = spec
        self.base_url = base_url.rstrip("/")
        self.key = Secret(key) if key else None
        self.timeout = timeout
        self.ca_bundle = ca_bundle
        self.redact = Redaction([STRANGE_KEY, *([key] if key else [])])
        #: The writer of every exchange, and the recording that answers in place of the server.
        self.recorder: Recorder | None = None
        self.recording: Recording | None = None
        self._adapter = GuardedAdapter(self.base_url, timeout, ca_bundle)
        self.session = GuardedSession(self._adapter)
        # A configuration of our own: one found in the current folder could retry, or switch TLS verification off.
        self.schema: Any = schemathesis.openapi.from_dict(fuzzed_document(spec.document), config=SchemathesisConfig())
        self.schema.config.update(base_url=self.base_url)

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def case(self, operation: Operation, call: Call) -> schemathesis.Case[Any]:
        """The call as a schemathesis case, without the key."""
        case: schemathesis.Case[Any] = self.schema[operation.url_path][operation.method].Case(
            method=call.method,
            path_parameters={name: quote(str(value), safe="") for name, value in call.path_parameters.items()},
            query=call.query,
            **({} if call.body is None else {"body": call.body, "media_type": operation.body_media_types[0]}),
        )
        return case

    def send(
        self, operation: Operation, call: Call, kept: Exchange | None = None
    ) -> tuple[schemathesis.Case[Any], Any, Exchange]:
        """Send a call: its case, the schemathesis response (None without one), and the exchange.

        With a `kept` exchange nothing is sent: its answer is given again.
        """
        case = self.case(operation, call)
        if kept is not None:
            return case, self._again(case, kept), self.understood(operation, kept)
        wire = _Wire(self.spec, call, self.key, self.redact)
        started = time.monotonic()
        connecting = min(CONNECTED_WITHIN, self.timeout)
        try:
            response = case.call(
                session=self.session, auth=wire, allow_redirects=False, timeout=(connecting, self.timeout)
            )
        except requests.RequestException as error:
            seconds, why = time.monotonic() - started, printable(self.redact(str(error)))
            return case, None, wire.exchange(error=why, seconds=seconds, framing=self._echo(self._adapter.received))
        except KeyboardInterrupt:
            raise KeyboardInterrupt from None  # the frames below hold the request as bytes, which a traceback shows
        headers = [(name, value) for name, values in response.headers.items() for value in values]
        exchange = wire.exchange(
            status=response.status_code,
            headers=headers,
            body=self._unpacked_where_secret(response.content),
            seconds=response.elapsed,
            framing=self._echo(framing(self._adapter.received)),
        )
        return case, response, self.understood(operation, exchange)

    def understood(self, operation: Operation, exchange: Exchange) -> Exchange:
        """The exchange, with what the spec says of a refusal inside its answer of success."""
        refused = exchange.accepted and exchange.has_json and self._refuses(operation, exchange)
        return replace(exchange, refused_in_body=True) if refused else exchange

    def _refuses(self, operation: Operation, exchange: Exchange) -> bool:
        return is_refusal(self.spec, operation, exchange.status, exchange.json)

    def _echo(self, raw: bytes) -> str:
        """The lines of an answer that hold a secret, without it."""
        text = raw.decode("latin-1")
        if not self.redact.finds(text):
            return ""
        return "\n".join(line for line in self.redact(text).splitlines() if REDACTED in line)[:SHOWN]

    def _unpacked_where_secret(self, body: bytes) -> bytes:
        """A body as it came; where it is packed without saying so and holds a secret, what it holds but for that."""
        content: bytes | None = packed_content(body, LONGEST_ANSWER)
        for _ in range(LAYERS):
            if content is None:
                break
            clean = self.redact.in_bytes(content)
            if clean != content:
                return clean
            content = packed_content(content, LONGEST_ANSWER)
        return body

    def _again(self, case: schemathesis.Case[Any], kept: Exchange) -> Any:
        if kept.status is None:
            return None
        with GuardedSession(StoredAnswer(kept)) as session:
            return case.call(session=session, allow_redirects=False)


class _Wire(AuthBase):
    """Puts the key in when the request is about to leave, so that no case ever holds it."""

    def __init__(self, spec: Spec, call: Call, key: str | None, redact: Redaction) -> None:
        self.spec = spec
        self.call = call
        self.key = key
        self.redact = redact
        self.sent: requests.PreparedRequest | None = None

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.pop("X-Schemathesis-TestCaseId", None)
        request.headers["Accept-Encoding"] = ACCEPT_ENCODING
        request.headers.update(self.call.headers)  # here, since schemathesis leaves out those of the connection
        if self.call.content_type is None:
            request.headers.pop("Content-Type", None)
        else:
            request.headers["Content-Type"] = self.call.content_type
        credential = self.call.credential
        if credential != "none" and (self.key is not None or credential != "given"):
            header = carried(self.spec, CREDENTIALS[credential](self.key or STRANGE_KEY))
            if header is not None:
                request.headers[header[0]] = Secret(header[1])
        self.sent = request
        return request

    def exchange(self, **answer: Any) -> Exchange:
        sent = self.sent
        body = sent.body if sent is not None else None
        return Exchange(
            method=self.call.method,
            url=str(sent.url) if sent is not None else "",
            request_headers={
                str(name): self.redact(str(value)) for name, value in (sent.headers if sent is not None else {}).items()
            },
            request_body=body.encode() if isinstance(body, str) else bytes(body or b""),
            **answer,
        )


def never_connected(error: str | None) -> bool:
    """Tell whether the reason why there is no answer says that the request certainly has not left."""
    return error is not None and error.startswith(NOT_SENT)
