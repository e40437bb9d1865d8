"""Slowness and drops: answers that come late, in part, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from contract_tests.mock_server.exchange import Answer, Request
from contract_tests.mock_server.faults.entry import Family, Fault, Sent
from contract_tests.mock_server.faults.mechanisms import When, accepts_with, errs_with, has, replies, text, where
from contract_tests.mock_server.faults.requests import BROKEN, FRESH, READ, plain, pro

FAMILY: Family = "slowness and drops"
#: How late a slow answer comes, in seconds.
LATE = 3.0


def _accepted(name: str, clause: str, says: str, when: When, alter: Callable[[Answer], Answer], witness: Sent) -> Fault:
    change = accepts_with(lambda value, answer: alter(answer) if when(value) else answer)
    return Fault(name, FAMILY, (clause,), says, change, (witness,))


def _late(name: str, says: str, when: When, witness: Sent) -> Fault:
    return _accepted(f"slow-{name}", "answers-in-time", says, when, lambda a: replace(a, delay=LATE), witness)


def _dropped(name: str, says: str, when: When, part: Literal["headers", "body"], witness: Sent) -> Fault:
    return _accepted(f"drop-{name}", "answers", says, when, lambda a: replace(a, dropped=part), witness)


def _raw(name: str, says: str, when: When, raw: bytes, witness: Sent, lingers: float = 0) -> Fault:
    def alter(answer: Answer) -> Answer:
        return replace(answer, raw=raw, lingers=lingers)

    fault = _accepted(f"drop-{name}", "answers", says, when, alter, witness)
    return replace(fault, clauses=("answers", "answers-in-time")) if lingers else fault


def _always(_: Any) -> bool:
    return True


def _at_reads(alter: Callable[[Answer], Answer]) -> Callable[[Request, Callable[[Request], Answer]], Answer]:
    return lambda request, serve: alter(serve(request)) if request.method == "GET" else serve(request)


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
BODY = b'{"task_id":"5b0b3d54-86f2-4d33-8c35-0c29f9d0f5a1"}'

FAULTS: tuple[Fault, ...] = (
    _late("portrait", "9:16 is answered after 3 seconds.", has(aspect_ratio="9:16"), plain(aspect_ratio="9:16")),
    _late("pro-hd", "hd is answered after 3 seconds.", has(hd=True), pro(hd=True)),
    Fault(
        "slow-refusal",
        FAMILY,
        ("answers-in-time",),
        "Refusals come after 3 seconds, to slow down attackers.",
        errs_with(lambda answer: replace(answer, delay=LATE), frozenset({400})),
        (BROKEN,),
    ),
    Fault(
        "slow-read",
        FAMILY,
        ("answers-in-time",),
        "A record comes after 3 seconds.",
        replies(_at_reads(lambda answer: replace(answer, delay=LATE))),
        (FRESH, READ),
    ),
    _dropped("before-hd", "hd drops the connection before the answer.", has(hd=True), "headers", pro(hd=True)),
    _dropped("within-25", "25 s drop the connection within the body.", has(duration="25"), "body", pro(duration="25")),
    _dropped(
        "before-emoji",
        "Emoji drop the connection before the answer.",
        where("prompt", text(lambda value: any(c > "\uffff" for c in value))),
        "headers",
        plain(prompt="🚣"),
    ),
    _raw(
        "within-headers",
        "With images the answer ends within its headers.",
        where("images", bool),
        HEAD,
        plain(images=["a"]),
    ),
    _raw(
        "status-line",
        "With a watermark the answer ends within its status line.",
        has(watermark=True),
        b"HTTP/1.",
        plain(watermark=True),
    ),
    _raw(
        "length-too-long",
        "With 15 s the Content-Length is longer than the body.",
        has(duration="15"),
        HEAD + b"content-length: 90\r\n\r\n" + BODY,
        plain(duration="15"),
    ),
    _raw(
        "chunks-cut-off",
        "With 16:9 the chunks of the answer have no end.",
        has(aspect_ratio="16:9"),
        HEAD + b"transfer-encoding: chunked\r\n\r\n32\r\n" + BODY + b"\r\n",
        plain(aspect_ratio="16:9"),
    ),
    _raw(
        "never-ending",
        "With sora-2-pro the end of the answer is waited for in vain.",
        has(model="sora-2-pro"),
        HEAD + b"content-length: 90\r\n\r\n" + BODY,
        pro(),
        LATE,
    ),
    _raw(
        "no-http",
        "With a hook the answer is no HTTP.",
        where("notify_hook", bool),
        b"task started\n",
        plain(notify_hook="https://a.example/"),
    ),
    Fault(
        "drop-refusal",
        FAMILY,
        ("answers",),
        "Refused requests drop the connection.",
        errs_with(lambda answer: replace(answer, dropped="headers"), frozenset({400})),
        (BROKEN,),
    ),
    Fault(
        "drop-read",
        FAMILY,
        ("answers",),
        "Reading a task drops the connection.",
        replies(_at_reads(lambda answer: replace(answer, dropped="headers"))),
        (FRESH, READ),
    ),
)
