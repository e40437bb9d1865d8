"""Refuses what it must accept: valid values that careless checks reject."""

from __future__ import annotations

from typing import Any

from clausewise.mock_server.faults.body_conditions import When, has, lacks, text, where
from clausewise.mock_server.faults.entry import Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import refuses
from clausewise.mock_server.faults.witness_requests import PLAIN, PRO, plain, pro

FAMILY: Family = "refuses what it must accept"
HOOK = "https://hooks.example.com"
CLIP = "https://media.example.com/clip.mp4"


def _refused(name: str, clause: str, when: When, witness: Sent, says: str) -> Fault:
    return Fault(name, FAMILY, (clause,), says, refuses(when), (witness,))


def _value(field: str, value: Any, clause: str, base: dict[str, Any] = PLAIN) -> Fault:
    shown = str(value).lower()
    name = f"{field.replace('_', '-')}-{shown.replace(':', '-')}-refused"
    return _refused(name, clause, has(**{field: value}), Sent(base | {field: value}), f"`{field}` {shown} is refused.")


def _demanded(field: str, clause: str) -> Fault:
    name = f"{field.replace('_', '-')}-demanded"
    return _refused(name, clause, lacks(field), Sent(PLAIN), f"A request without `{field}` is refused.")


def _prompt(kind: str, prompt: str, test: When, says: str, clause: str = "prompt-required") -> Fault:
    return _refused(f"prompt-{kind}-refused", clause, where("prompt", test), plain(prompt=prompt), says)


FAULTS: tuple[Fault, ...] = (
    _value("model", "sora-2", "model-enum"),
    _value("model", "sora-2-pro", "model-enum", PRO),
    _value("aspect_ratio", "16:9", "aspect-ratio-enum"),
    _value("aspect_ratio", "9:16", "aspect-ratio-enum"),
    _value("duration", "10", "duration-enum"),
    _value("duration", "15", "duration-enum"),
    _value("duration", "25", "duration-enum", PRO),
    *(_value("hd", on, "hd-type", PRO) for on in (True, False)),
    *(_value("watermark", on, "watermark") for on in (True, False)),
    *(_value("private", on, "private") for on in (True, False)),
    _demanded("images", "images"),
    _demanded("aspect_ratio", "aspect-ratio-enum"),
    _demanded("hd", "hd-type"),
    _demanded("duration", "duration-enum"),
    _demanded("notify_hook", "notify-hook"),
    _demanded("watermark", "watermark"),
    _demanded("private", "private"),
    _demanded("character_url", "character-url"),
    _demanded("character_timestamps", "character-timestamps"),
    _refused("images-refused", "images", where("images", bool), plain(images=["a"]), "Images are not supported."),
    _refused("images-empty-refused", "images", has(images=[]), plain(images=[]), "An empty list of images is refused."),
    _refused(
        "images-two-refused",
        "images",
        where("images", lambda value: isinstance(value, list) and len(value) > 1),
        plain(images=["https://media.example.com/a.png", "https://media.example.com/b.png"]),
        "More than one image is refused.",
    ),
    _prompt(
        "emoji", "A boat 🚣", text(lambda v: max(v, default="") > "\uffff"), "Text beyond 3 bytes of UTF-8 is refused."
    ),
    _prompt("cjk", "一艘纸船", text(lambda v: max(v, default="") > "\u00ff"), "Text beyond Latin-1 is refused."),
    _prompt("accent", "Ein Bötchen", text(lambda v: not v.isascii()), "Text beyond ASCII is refused."),
    _prompt("newline", "Shot 1:\nA boat.", text(lambda v: "\n" in v), "Line breaks in the prompt are refused."),
    _prompt("quotes", 'A boat called "Ann"', text(lambda v: '"' in v), "Double quotes in the prompt are refused."),
    _prompt("apostrophe", "Ann's boat", text(lambda v: "'" in v), "An apostrophe in the prompt is refused."),
    _prompt("markup", "A <b>boat</b>", text(lambda v: "<" in v), "Angle brackets in the prompt are refused."),
    _prompt(
        "mention", "@{a} dances", text(lambda v: "@{" in v), "Mentions are refused as a template.", "prompt-mention"
    ),
    _prompt(
        "two-mentions",
        "@{a} and @{b}",
        text(lambda v: v.count("@") > 1),
        "A second mention is refused.",
        "prompt-mention",
    ),
    _refused(
        "notify-hook-query-refused",
        "notify-hook",
        where("notify_hook", text(lambda v: "?" in v)),
        plain(notify_hook=f"{HOOK}/videos?job=7"),
        "A hook with a query is refused.",
    ),
    _refused(
        "notify-hook-port-refused",
        "notify-hook",
        where("notify_hook", text(lambda v: v.count(":") > 1)),
        plain(notify_hook=f"{HOOK}:8443/videos"),
        "A hook with a port is refused.",
    ),
    _refused(
        "character-url-query-refused",
        "character-url",
        where("character_url", text(lambda v: "?" in v)),
        plain(character_url=f"{CLIP}?t=1"),
        "A clip with a query is refused.",
    ),
    _refused(
        "character-url-fragment-refused",
        "character-url",
        where("character_url", text(lambda v: "#" in v)),
        plain(character_url=f"{CLIP}#t=1"),
        "A clip with a fragment is refused.",
    ),
    _refused(
        "character-timestamps-decimals-refused",
        "character-timestamps",
        where("character_timestamps", text(lambda v: "." in v)),
        plain(character_timestamps="1.5,3.2"),
        "Fractions of seconds are refused.",
    ),
    _refused(
        "character-timestamps-zero-refused",
        "character-timestamps",
        where("character_timestamps", text(lambda v: v.startswith("0,"))),
        plain(character_timestamps="0,2"),
        "A start of zero counts as none.",
    ),
    _refused(
        "character-timestamps-two-digits-refused",
        "character-timestamps",
        where("character_timestamps", text(lambda v: any(len(part) > 1 for part in v.split(",") if "." not in part))),
        plain(character_timestamps="10,12"),
        "Seconds of two digits are refused.",
    ),
    _refused(
        "all-fields-refused",
        "accepted-200",
        lambda body: len(body) > 8,
        pro(
            images=[],
            aspect_ratio="16:9",
            hd=False,
            duration="10",
            watermark=False,
            private=True,
            notify_hook=HOOK,
            character_url=CLIP,
            character_timestamps="1,3",
        ),
        "A body of more than eight fields is refused.",
    ),
)
