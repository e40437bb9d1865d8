"""`Prefer: code=429` and `Prefer: example=name`: a caller that asks for one answer of the spec (RFC 7240)."""

from __future__ import annotations

from http import HTTPStatus

from clausewise.mock_server import examples
from clausewise.mock_server.endpoints import Endpoint
from clausewise.mock_server.exchange import Answer, encoded


def preferred(endpoint: Endpoint, header: str) -> Answer | None:
    """The answer that is asked for; None when nothing known is, a refusal when the spec does not list it."""
    wanted = {name.strip().lower(): value.strip(' "') for name, _, value in _pairs(header)}
    if not wanted.keys() & {"code", "example"}:
        return None
    code = wanted.get("code", str(endpoint.status))
    response = endpoint.operation.response(int(code)) if code.isascii() and code.isdecimal() else None
    if response is None or not 200 <= int(code) <= 599:
        return endpoint.refusals.answer(
            HTTPStatus.BAD_REQUEST, f"the spec lists no status {code[:20]} for this operation"
        )
    shown = examples.named(endpoint.spec, response)
    name = wanted.get("example", next(iter(shown), ""))
    media_type = examples.media_type(response)
    if media_type is None:
        return Answer(int(code), headers=())
    if name not in shown:
        return endpoint.refusals.answer(HTTPStatus.BAD_REQUEST, f"the spec has no example of that name for {code}")
    return Answer(int(code), encoded(shown[name]), ((b"content-type", media_type.encode()),))


def _pairs(header: str) -> list[tuple[str, str, str]]:
    return [part.partition("=") for part in header.replace(";", ",").split(",")]
