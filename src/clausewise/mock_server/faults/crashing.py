"""Crashes: requests, valid or not, that are answered with a status of 500 or above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clausewise.mock_server.exchange import Answer, Request, json_answer
from clausewise.mock_server.faults.body_conditions import When, has, lacks, text, unlisted, where
from clausewise.mock_server.faults.entry import CREATE, Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import CRASH, crashes, crashes_at
from clausewise.mock_server.faults.witness_requests import keyed, plain, pro, typed

FAMILY: Family = "crashes"
BAD_GATEWAY = json_answer(502, {"error": {"message": "Bad gateway", "type": "server_error", "code": "bad_gateway"}})
TIMEOUT = json_answer(504, {"error": {"message": "Timeout", "type": "server_error", "code": "timeout"}})


def _on(name: str, when: When, witness: Sent, says: str, answer: Answer = CRASH) -> Fault:
    return Fault(f"crash-{name}", FAMILY, ("no-crash",), says, crashes(when, answer), (witness,))


def _at(name: str, when: Callable[[Request], bool], witness: Sent, says: str) -> Fault:
    return Fault(f"crash-{name}", FAMILY, ("no-crash",), says, crashes_at(when), (witness,))


def _not(kind: type | tuple[type, ...]) -> When:
    return lambda value: not isinstance(value, kind)


def _depth(value: Any) -> int:
    depth, parts = 0, [value]
    while parts and depth < 50:
        depth += 1
        parts = [
            child
            for part in parts
            if isinstance(part, dict | list)
            for child in (part.values() if isinstance(part, dict) else part)
        ]
    return depth


FAULTS: tuple[Fault, ...] = (
    _on("portrait", has(aspect_ratio="9:16"), plain(aspect_ratio="9:16"), "9:16 crashes."),
    _on("watermark-off", has(watermark=False), plain(watermark=False), "A false watermark crashes."),
    _on("images-empty", has(images=[]), plain(images=[]), "An empty list of images crashes: its first is read."),
    _on(
        "pro-portrait-hd",
        has(model="sora-2-pro", aspect_ratio="9:16", hd=True),
        pro(aspect_ratio="9:16", hd=True),
        "sora-2-pro, 9:16 and hd crash together.",
    ),
    _on("pro-hd-25", has(hd=True, duration="25"), pro(hd=True, duration="25"), "hd and 25 crash together."),
    _on("pro-landscape", has(model="sora-2-pro", aspect_ratio="16:9"), pro(aspect_ratio="16:9"), "Pro and 16:9 crash."),
    _on(
        "portrait-15",
        has(aspect_ratio="9:16", duration="15"),
        plain(aspect_ratio="9:16", duration="15"),
        "9:16 and 15 crash together.",
    ),
    _on(
        "private-watermark",
        has(private=True, watermark=True),
        plain(private=True, watermark=True),
        "private and watermark crash together.",
    ),
    _on(
        "pro-no-ratio",
        lambda body: has(model="sora-2-pro")(body) and lacks("aspect_ratio")(body),
        pro(),
        "sora-2-pro without a ratio crashes.",
    ),
    _on(
        "pro-25-timeout", has(duration="25"), pro(duration="25"), "25 seconds run into the gateway's timeout.", TIMEOUT
    ),
    _on(
        "hook-bad-gateway",
        where("notify_hook", text(bool)),
        plain(notify_hook="https://hooks.example.com/"),
        "Any hook is answered with 502.",
        BAD_GATEWAY,
    ),
    _on(
        "prompt-astral",
        where("prompt", text(lambda v: any(c > "\uffff" for c in v))),
        plain(prompt="🚣"),
        "Emoji crash.",
    ),
    _on("prompt-nul", where("prompt", text(lambda v: "\0" in v)), plain(prompt="a\0b"), "A NUL in the prompt crashes."),
    _on(
        "prompt-braces",
        where("prompt", text(lambda v: "{" in v)),
        plain(prompt="@{a} waves"),
        "Braces crash a template.",
    ),
    _on(
        "prompt-percent", where("prompt", text(lambda v: "%" in v)), plain(prompt="100 % wool"), "A % crashes a format."
    ),
    _on("prompt-long", where("prompt", text(lambda v: len(v) > 1000)), plain(prompt="a" * 1001), "Long prompts crash."),
    _on("prompt-empty", has(prompt=""), plain(prompt=""), "An empty prompt crashes."),
    _on("prompt-null", has(prompt=None), plain(prompt=None), "A null prompt crashes."),
    _on("prompt-missing", lacks("prompt"), Sent({"model": "sora-2"}), "A missing prompt crashes."),
    _on(
        "model-unknown",
        where("model", text(lambda v: not v.startswith("sora"))),
        plain(model="x"),
        "Unknown models crash.",
    ),
    _on("model-type", where("model", _not(str)), plain(model=2), "A model that is no string crashes."),
    _on("images-type", where("images", _not((list, str))), plain(images=7), "Images that are no list crash."),
    _on(
        "images-item-type",
        where("images", lambda v: isinstance(v, list) and any(not isinstance(item, str) for item in v)),
        plain(images=[None]),
        "An image that is no string crashes.",
    ),
    _on("duration-integer", where("duration", _not(str)), plain(duration=10), "A duration that is no string crashes."),
    _on(
        "timestamps-no-comma",
        where("character_timestamps", text(lambda v: "," not in v)),
        plain(character_timestamps="1"),
        "Timestamps without a comma crash.",
    ),
    _on(
        "timestamps-decimals",
        where("character_timestamps", text(lambda v: "." in v)),
        plain(character_timestamps="1.5,3.2"),
        "Fractions of seconds crash.",
    ),
    _on("object-empty", lambda body: body == {}, Sent({}), "An empty object crashes."),
    _on("null-body", lambda body: body is None, Sent(b"null"), "The body null crashes."),
    _on("array-body", lambda body: isinstance(body, list), Sent([]), "An array as body crashes."),
    _on(
        "scalar-body", lambda body: isinstance(body, str | int | float), Sent("a"), "A text or number as body crashes."
    ),
    Fault(
        "crash-unknown-field",
        FAMILY,
        ("no-crash",),
        "Unknown fields crash.",
        lambda server: crashes(unlisted(server.spec))(server),
        (plain(zz_unknown=1),),
    ),
    _on(
        "deep",
        lambda body: _depth(body) > 20,
        Sent(b'{"prompt": ' + b"[" * 60 + b"]" * 60 + b"}"),
        "Deep nesting crashes.",
    ),
    _at("body-empty", lambda r: r.method == "POST" and not r.body, Sent(None), "An empty body crashes."),
    _at(
        "body-malformed",
        lambda r: r.body.count(b"{") > r.body.count(b"}"),
        Sent(b'{"prompt": "a"'),
        "Cut JSON crashes.",
    ),
    _at(
        "body-not-utf8",
        lambda r: _undecodable(r.body),
        Sent(b'{"prompt": "\xff"}'),
        "A body that is not UTF-8 crashes.",
    ),
    _at(
        "no-media-type",
        lambda r: r.method == "POST" and not r.header(b"content-type"),
        typed(None),
        "No Content-Type crashes.",
    ),
    _at(
        "media-type",
        lambda r: (r.header(b"content-type") or "").startswith("text/"),
        typed("text/plain"),
        "text/plain crashes.",
    ),
    _at("method", lambda r: r.method == "DELETE", Sent(None, "DELETE", headers=()), "DELETE crashes."),
    _at(
        "authorization",
        lambda r: (r.header(b"authorization") or " ").count(" ") == 0,
        keyed("x"),
        "A header of one word crashes.",
    ),
    _at(
        "id-odd",
        lambda r: r.method == "GET" and b"%" in r.path,
        Sent(None, "GET", CREATE + "/a%2Fb", ()),
        "An odd id crashes.",
    ),
)


def _undecodable(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return False
