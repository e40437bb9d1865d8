"""Auth and leaks, the answers: keys in them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from clausewise.mock_server.exchange import Answer, Request, encoded
from clausewise.mock_server.faults.entry import Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import replies
from clausewise.mock_server.faults.witness_requests import BROKEN, KEY, READ, keyed

FAMILY: Family = "auth and leaks"


def _leaks(name: str, says: str, leak: Callable[[str, Answer], Answer], *witness: Sent) -> Fault:
    """Put the key that was sent into some answers."""

    def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
        key = (request.header(b"authorization") or "").partition(" ")[2]
        answer = serve(request)
        return leak(key, answer) if key else answer

    return Fault(f"leak-{name}", FAMILY, ("no-secrets",), says, replies(reply), witness, keys=True)


def _in_reason(key: str, answer: Answer) -> Answer:
    value = json.loads(answer.body)
    place = value.get("error", value)
    place["message"] = f"{place.get('message', '')} ({key})"
    return replace(answer, body=encoded(value))


def _added(key: str, answer: Answer) -> Answer:
    return replace(answer, body=encoded(json.loads(answer.body) | {"token": key}))


def _header(name: bytes, value: str, answer: Answer) -> Answer:
    return replace(answer, headers=(*answer.headers, (name, value.encode("latin-1", "replace"))))


def _at(statuses: set[int], leak: Callable[[str, Answer], Answer]) -> Callable[[str, Answer], Answer]:
    return lambda key, answer: leak(key, answer) if answer.status in statuses else answer


def _base64(key: str) -> str:
    return base64.b64encode(key.encode("latin-1")).decode()


def _basic(key: str) -> str:
    return base64.b64encode(b"key:" + key.encode("latin-1")).decode()


RIGHT = keyed(f"Bearer {KEY}")
RIGHT_BROKEN = keyed(f"Bearer {KEY}", BROKEN.body)
WRONG = keyed("Bearer wrong")

FAULTS: tuple[Fault, ...] = (
    _leaks("refusal", "A refusal repeats the key.", _at({400}, _in_reason), RIGHT_BROKEN),
    _leaks("wrong-key", "The refusal of a wrong key repeats it.", _at({401}, _in_reason), WRONG),
    _leaks("answer", "The answer to a create repeats the key.", _at({200}, _added), RIGHT),
    _leaks("method", "The refusal of a method repeats the key.", _at({405}, _in_reason), replace(RIGHT, method="PUT")),
    _leaks(
        "media-type",
        "The refusal of a media type repeats the key.",
        _at({415}, _in_reason),
        Sent({}, headers=(("content-type", "text/plain"), ("authorization", f"Bearer {KEY}"))),
    ),
    _leaks(
        "read",
        "The record of a task repeats the key of its reader.",
        _at({200}, _added),
        RIGHT,
        replace(READ, headers=(("authorization", f"Bearer {KEY}"),)),
    ),
    _leaks("header", "A header repeats the key.", lambda key, answer: _header(b"x-api-key", key, answer), RIGHT),
    _leaks(
        "cookie",
        "A cookie carries the key.",
        lambda key, answer: _header(b"set-cookie", f"k={quote(key)}", answer),
        RIGHT,
    ),
    _leaks("base64", "An answer has the key in base64.", _at({200}, lambda key, a: _added(_base64(key), a)), RIGHT),
    _leaks(
        "base64-basic",
        "A header has the key as password in base64.",
        lambda key, a: _header(b"x-upstream", _basic(key), a),
        RIGHT,
    ),
    _leaks(
        "hex",
        "A refusal has the key in hexadecimal.",
        _at({400}, lambda key, a: _in_reason(key.encode("latin-1").hex(), a)),
        RIGHT_BROKEN,
    ),
)
