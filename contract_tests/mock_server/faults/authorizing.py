"""Auth and leaks: wrong keys that pass, right ones that do not, and keys or stack traces in answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from contract_tests.mock_server.exchange import Answer, Request, encoded, json_answer
from contract_tests.mock_server.faults.entry import Change, Family, Fault, Sent
from contract_tests.mock_server.faults.mechanisms import CRASH, crashes, errs_with, has, replies
from contract_tests.mock_server.faults.requests import BROKEN, FRESH, READ, keyed, plain

if TYPE_CHECKING:
    from contract_tests.mock_server.endpoints import Endpoint
    from contract_tests.mock_server.server import MockServer

FAMILY: Family = "auth and leaks"
#: The key that the witnesses suppose: MockServer(..., keys=frozenset({KEY})).
KEY = "sk-Test-0123456789abcdef"


def _passes(test: Callable[[str, frozenset[str]], object], method: str = "") -> Change:
    """Let further Authorization headers pass, given the header and the keys; only with one method if it is given."""

    def change(server: MockServer) -> None:
        authorize = server.steps.authorize

        def lax(endpoint: Endpoint, request: Request) -> str | None:
            header = request.header(b"authorization")
            concerned = header is not None and method in {"", request.method}
            return None if concerned and test(str(header), server.keys) else authorize(endpoint, request)

        server.steps.authorize = lax

    return change


def _refuses(test: Callable[[str | None], object]) -> Change:
    def change(server: MockServer) -> None:
        authorize = server.steps.authorize

        def strict(endpoint: Endpoint, request: Request) -> str | None:
            header = request.header(b"authorization")
            return "the API key is refused" if test(header) else authorize(endpoint, request)

        server.steps.authorize = strict

    return change


def _lax(name: str, header: str, test: Callable[[str, frozenset[str]], object], says: str) -> Fault:
    return Fault(f"key-{name}-accepted", FAMILY, ("auth-optional",), says, _passes(test), (keyed(header),), keys=True)


def _token(header: str) -> str:
    return header.partition(" ")[2].strip()


def _leaks(name: str, says: str, leak: Callable[[str, Answer], Answer], *witness: Sent) -> Fault:
    """Put the key that was sent into some answers."""

    def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
        key = _token(request.header(b"authorization") or "")
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
    _lax("wrong", "Bearer wrong", lambda h, _: h.startswith("Bearer ") and len(h) > 7, "Any bearer token passes."),
    _lax("anything", "wrong", lambda *_: True, "Any Authorization header passes."),
    _lax("empty", "", lambda h, _: not h, "An empty header passes as anonymous."),
    _lax("empty-token", "Bearer", lambda h, _: h.lower() == "bearer", "Bearer without a key passes."),
    _lax(
        "lower-case-scheme",
        "bearer wrong",
        lambda h, _: h.startswith("bearer "),
        "With bearer in small letters any key passes.",
    ),
    _lax("basic", "Basic d3Jvbmc6d3Jvbmc=", lambda h, _: h.startswith("Basic "), "Any Basic credentials pass."),
    _lax("other-scheme", f"Token {KEY}", lambda h, keys: _token(h) in keys, "The key passes with any scheme."),
    _lax("without-scheme", KEY, lambda h, keys: h in keys, "The key passes without a scheme."),
    _lax(
        "start",
        f"Bearer {KEY[:-1]}",
        lambda h, keys: len(_token(h)) > 3 and any(k.startswith(_token(h)) for k in keys),
        "The start of the key passes.",
    ),
    _lax(
        "longer",
        f"Bearer {KEY}x",
        lambda h, keys: _token(h).startswith(tuple(keys)),
        "The key with more behind it passes.",
    ),
    _lax(
        "case",
        f"Bearer {KEY.upper()}",
        lambda h, keys: _token(h).lower() in {k.lower() for k in keys},
        "The key passes in other letters.",
    ),
    _lax(
        "length",
        f"Bearer {'x' * len(KEY)}",
        lambda h, keys: len(_token(h)) in {len(k) for k in keys},
        "Any key of the right length passes.",
    ),
    _lax("two", f"Bearer wrong {KEY}", lambda h, keys: keys & set(h.split()), "The key passes anywhere in the header."),
    Fault(
        "key-wrong-reads",
        FAMILY,
        ("auth-optional",),
        "A wrong key is refused only when creating.",
        _passes(lambda *_: True, "GET"),
        (FRESH, replace(READ, headers=(("authorization", "Bearer wrong"),))),
        keys=True,
    ),
    Fault(
        "key-right-refused",
        FAMILY,
        ("auth-optional",),
        "The right key is refused.",
        _refuses(lambda header: header is not None),
        (RIGHT,),
        keys=True,
    ),
    Fault(
        "key-unknown-refused",
        FAMILY,
        ("auth-optional",),
        "A server without keys refuses every Authorization header.",
        _refuses(lambda header: header is not None),
        (RIGHT,),
    ),
    Fault(
        "anonymous-refused",
        FAMILY,
        ("auth-optional", "auth-anonymous"),
        "Without Authorization all is refused, though no key is known.",
        _refuses(lambda header: header is None),
        (FRESH,),
    ),
    Fault(
        "anonymous-refused-with-keys",
        FAMILY,
        ("auth-anonymous", "auth-optional"),
        "A server with keys refuses who brings none.",
        _refuses(lambda header: header is None),
        (FRESH,),
        keys=True,
    ),
    Fault(
        "key-wrong-crashes",
        FAMILY,
        ("no-crash",),
        "A wrong key is answered with 500.",
        errs_with(lambda _: CRASH, frozenset({401})),
        (WRONG,),
        keys=True,
    ),
    Fault(
        "key-wrong-200",
        FAMILY,
        ("auth-optional",),
        "A wrong key is answered with 200 and an error inside.",
        errs_with(lambda answer: replace(answer, status=200), frozenset({401})),
        (WRONG,),
        keys=True,
    ),
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
