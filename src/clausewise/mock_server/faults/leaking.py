"""Auth and leaks, the answers: keys and stack traces in them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from clausewise.mock_server.exchange import Answer, Request, encoded, json_answer
from clausewise.mock_server.faults.bodies import has
from clausewise.mock_server.faults.entry import Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import crashes, errs_with, replies
from clausewise.mock_server.faults.requests import BROKEN, KEY, READ, keyed, plain

FAMILY: Family = "auth and leaks"


def _leaks(name: str, says: str, leak: Callable[[str, Answer], Answer], *witness: Sent) -> Fault:
    """Put the key that was sent into some answers."""

    def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
        key = (request.header(b"authorization") or "").partition(" ")[2]
        answer = serve(request)
        return leak(key, answer) if key else answer

    return Fault(f"leak-{name}", FAMILY, ("no-secrets",), says, replies(reply), witness, keys=True)


def _told(key: str, answer: Answer) -> Answer:
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


def _trace(name: str, trace: str, says: str) -> Fault:
    answer = encoded({"code": "invalid_request", "message": trace, "data": None})
    change = errs_with(lambda refused: replace(refused, body=answer), frozenset({400}))
    return Fault(f"trace-{name}", FAMILY, ("no-internals",), says, change, (BROKEN,))


PYTHON = "Traceback (most recent call last):\n  File \"/srv/app.py\", line 7, in create\nKeyError: 'model'"
NODE = (
    "TypeError: x is undefined\n    at create (/srv/app/routes.js:31:7)\n    at next (/srv/node_modules/router.js:9:3)"
)
JAVA = "java.lang.NullPointerException\n\tat com.example.Videos.create(Videos.java:42)\n\tat java.base/Thread.run"
GO = "panic: runtime error: invalid memory address\n\ngoroutine 7 [running]:\nmain.create(0x0)\n\t/srv/main.go:42 +0x1d"
RIGHT = keyed(f"Bearer {KEY}")
RIGHT_BROKEN = keyed(f"Bearer {KEY}", BROKEN.body)
WRONG = keyed("Bearer wrong")

FAULTS: tuple[Fault, ...] = (
    _leaks("refusal", "A refusal repeats the key.", _at({400}, _told), RIGHT_BROKEN),
    _leaks("wrong-key", "The refusal of a wrong key repeats it.", _at({401}, _told), WRONG),
    _leaks("answer", "The answer to a create repeats the key.", _at({200}, _added), RIGHT),
    _leaks("method", "The refusal of a method repeats the key.", _at({405}, _told), replace(RIGHT, method="PUT")),
    _leaks(
        "media-type",
        "The refusal of a media type repeats the key.",
        _at({415}, _told),
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
        _at({400}, lambda key, a: _told(key.encode("latin-1").hex(), a)),
        RIGHT_BROKEN,
    ),
    _trace("python", PYTHON, "A refusal shows a stack trace of Python."),
    _trace("node", NODE, "A refusal shows a stack trace of Node.js."),
    _trace("java", JAVA, "A refusal shows a stack trace of Java."),
    _trace("go", GO, "A refusal shows a stack trace of Go."),
    Fault(
        "trace-crash",
        FAMILY,
        ("no-internals", "no-crash"),
        "A crash on 9:16 shows its stack trace.",
        crashes(has(aspect_ratio="9:16"), json_answer(500, {"code": 500, "message": PYTHON})),
        (plain(aspect_ratio="9:16"),),
    ),
)
