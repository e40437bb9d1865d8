"""Slowness and drops: answers that come late, in part, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults.body_conditions import When, has, text, where
from clausewise.mock_server.faults.entry import Change, Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import accepts_with, errs_with, replies
from clausewise.mock_server.faults.witness_requests import BROKEN, FRESH, READ, plain, pro

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer

FAMILY: Family = "slowness and drops"
#: Seconds by which a slow answer is late.
LATE = 3.0
#: Answers that are late: a run is to notice it, not to wait for hours.
TIMES = 3

Alter = Callable[[Answer], Answer]
#: The change of a server that alters some kind of its answers.
Where = Callable[[Alter], Change]


def _creating(when: When) -> Where:
    return lambda alter: accepts_with(lambda value, answer: alter(answer) if when(value) else answer)


def _refusing(alter: Alter) -> Change:
    return errs_with(alter, frozenset({400}))


def _reading(alter: Alter) -> Change:
    def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
        return alter(serve(request)) if request.method == "GET" else serve(request)

    return replies(reply)


def _fault(
    name: str, clause: str, says: str, place: Where, *witness: Sent, times: int = 10**9, **changed: Any
) -> Fault:
    def change(server: MockServer) -> None:
        numbers = count()
        place(lambda answer: replace(answer, **changed) if next(numbers) < times else answer)(server)

    return Fault(name, FAMILY, (clause,), says, change, witness)


def _slow(name: str, says: str, place: Where, *witness: Sent) -> Fault:
    return _fault(f"slow-{name}", "answers-in-time", says, place, *witness, times=TIMES, delay=LATE)


def _dropped(name: str, says: str, place: Where, part: str, *witness: Sent) -> Fault:
    return _fault(f"drop-{name}", "answers", says, place, *witness, dropped=part)


def _raw(name: str, says: str, when: When, raw: bytes, witness: Sent) -> Fault:
    return _fault(f"drop-{name}", "answers", says, _creating(when), witness, raw=raw)


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
BODY = b'{"task_id":"5b0b3d54-86f2-4d33-8c35-0c29f9d0f5a1"}'
CUT_HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\ncontent-ty"
TOO_LONG = HEAD + b"content-length: 90\r\n\r\n" + BODY
CUT_CHUNKS = HEAD + b"transfer-encoding: chunked\r\n\r\n32\r\n" + BODY + b"\r\n"
ASTRAL = where("prompt", text(lambda value: any(letter > "\uffff" for letter in value)))
HOOK = "https://hooks.example.com/"

FAULTS: tuple[Fault, ...] = (
    _slow("portrait", "9:16 is answered after 3 s.", _creating(has(aspect_ratio="9:16")), plain(aspect_ratio="9:16")),
    _slow("pro-hd", "hd is answered after 3 s.", _creating(has(hd=True)), pro(hd=True)),
    _slow("refusal", "Refusals come after 3 s, to slow down attackers.", _refusing, BROKEN),
    _slow("read", "A record comes after 3 s.", _reading, FRESH, READ),
    _dropped(
        "before-hd", "hd drops the connection before the answer.", _creating(has(hd=True)), "headers", pro(hd=True)
    ),
    _dropped("within-25", "25 s drop it within the body.", _creating(has(duration="25")), "body", pro(duration="25")),
    _dropped("before-emoji", "Emoji drop the connection.", _creating(ASTRAL), "headers", plain(prompt="🚣")),
    _dropped("refusal", "Refused requests drop the connection.", _refusing, "headers", BROKEN),
    _dropped("read", "Reading a task drops the connection.", _reading, "headers", FRESH, READ),
    _raw(
        "headers",
        "With images the answer ends within its headers.",
        where("images", bool),
        CUT_HEAD,
        plain(images=["a"]),
    ),
    _raw("status", "With watermark it ends within its status.", has(watermark=True), b"HTTP/1.", plain(watermark=True)),
    _raw("length", "With 15 s the Content-Length is too long.", has(duration="15"), TOO_LONG, plain(duration="15")),
    _raw(
        "chunks", "With 16:9 the chunks have no end.", has(aspect_ratio="16:9"), CUT_CHUNKS, plain(aspect_ratio="16:9")
    ),
    _raw("no-http", "With a hook it is no HTTP.", where("notify_hook", bool), b"started\n", plain(notify_hook=HOOK)),
    replace(
        _fault(
            "never-ending",
            "answers",
            "With sora-2-pro the end of the answer is waited for in vain.",
            _creating(has(model="sora-2-pro")),
            pro(),
            times=TIMES,
            raw=TOO_LONG,
            lingers=LATE,
        ),
        clauses=("answers", "answers-in-time"),
    ),
)
