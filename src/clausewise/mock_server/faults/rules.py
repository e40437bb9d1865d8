"""Rules between fields: not checked, checked only in part, or checked the wrong way round."""

from __future__ import annotations

from typing import Any

from clausewise.mock_server.faults.body_conditions import When, every, has, lacks, where
from clausewise.mock_server.faults.coercions import those
from clausewise.mock_server.faults.entry import Change, Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import both, ignores, reads_field, refuses
from clausewise.mock_server.faults.witness_requests import plain, pro

FAMILY: Family = "rules between fields"
HD, LONG = "hd-needs-pro", "duration-25-needs-pro"


def _fault(name: str, clauses: tuple[str, ...], says: str, change: Change, *witness: Sent) -> Fault:
    return Fault(name, FAMILY, clauses, says, change, witness)


def _hd(name: str, says: str, when: When, **fields: Any) -> Fault:
    return _fault(f"rule-hd-{name}", (HD,), says, ignores(HD, when), plain(hd=True, **fields))


def _long(name: str, says: str, when: When, **fields: Any) -> Fault:
    return _fault(f"rule-25-{name}", (LONG,), says, ignores(LONG, when), plain(duration="25", **fields))


def _refused(name: str, clauses: tuple[str, ...], says: str, when: When, *witness: Sent) -> Fault:
    return _fault(f"rule-{name}", clauses, says, refuses(when), *witness)


def _both(body: Any) -> bool:
    return has(model="sora-2", hd=True, duration="25")(body)


#: The example body of the documentation page, which its own words contradict.
PAGE = {
    "prompt": "string",
    "model": "sora-2",
    "images": ["string"],
    "aspect_ratio": "16:9",
    "hd": True,
    "duration": "10",
    "notify_hook": "string",
    "watermark": True,
    "private": True,
    "character_url": "string",
    "character_timestamps": "string",
}

FAULTS: tuple[Fault, ...] = (
    _fault(
        "page-example-accepted",
        (HD, "character-timestamps"),
        "The page's own example is taken: hd with sora-2 is passed over, and so is the word string as timestamps.",
        both(ignores(HD), reads_field("character_timestamps", those("string", to="1,3"))),
        Sent(PAGE),
    ),
    _hd("unchecked", "sora-2 takes hd.", lambda _: True),
    _long("unchecked", "sora-2 takes 25 s.", lambda _: True),
    _fault(
        "rules-unchecked",
        (HD, LONG),
        "Neither rule is checked.",
        both(ignores(HD), ignores(LONG)),
        plain(hd=True),
        plain(duration="25"),
    ),
    _fault(
        "rule-both-at-once",
        (HD, LONG),
        "Two broken rules cancel each other out.",
        both(ignores(HD, _both), ignores(LONG, _both)),
        plain(hd=True, duration="25"),
    ),
    _hd("unchecked-portrait", "With 9:16 sora-2 takes hd.", has(aspect_ratio="9:16"), aspect_ratio="9:16"),
    _hd("unchecked-no-ratio", "Without a ratio sora-2 takes hd.", lacks("aspect_ratio")),
    _hd(
        "unchecked-images",
        "With images sora-2 takes hd.",
        where("images", bool),
        images=["https://media.example.com/a.png"],
    ),
    _hd("unchecked-15", "With 15 s sora-2 takes hd.", has(duration="15"), duration="15"),
    _hd("unchecked-private", "In private sora-2 takes hd.", has(private=True), private=True),
    _long("unchecked-portrait", "With 9:16 sora-2 takes 25 s.", has(aspect_ratio="9:16"), aspect_ratio="9:16"),
    _long("unchecked-hd-false", "With hd false sora-2 takes 25 s.", has(hd=False), hd=False),
    _long("unchecked-no-hd", "Without hd sora-2 takes 25 s.", lacks("hd")),
    _long("unchecked-watermark", "With a watermark sora-2 takes 25 s.", has(watermark=True), watermark=True),
    _refused(
        "hd-false-refused",
        (HD, "hd-type"),
        "sora-2 may not have hd at all, not even false.",
        has(model="sora-2", hd=False),
        plain(hd=False),
    ),
    _refused(
        "hd-on-pro-refused",
        (HD, "hd-type"),
        "The rule of hd is the wrong way round.",
        has(model="sora-2-pro", hd=True),
        pro(hd=True),
    ),
    _refused(
        "25-on-pro-refused",
        (LONG, "duration-enum"),
        "25 s are refused for sora-2-pro.",
        has(model="sora-2-pro", duration="25"),
        pro(duration="25"),
    ),
    _refused(
        "hd-25-refused",
        (HD, LONG, "hd-type", "duration-enum"),
        "sora-2-pro may not have both hd and 25 s.",
        has(hd=True, duration="25"),
        pro(hd=True, duration="25"),
    ),
    _refused(
        "hd-15-refused",
        (HD, "hd-type", "duration-enum"),
        "hd is refused with 15 s.",
        has(hd=True, duration="15"),
        pro(hd=True, duration="15"),
    ),
    _refused(
        "15-needs-pro",
        ("duration-enum", LONG),
        "15 s are refused for sora-2.",
        has(model="sora-2", duration="15"),
        plain(duration="15"),
    ),
    _refused(
        "portrait-needs-pro",
        ("aspect-ratio-enum",),
        "9:16 is refused for sora-2.",
        has(model="sora-2", aspect_ratio="9:16"),
        plain(aspect_ratio="9:16"),
    ),
    _refused(
        "pro-needs-hd",
        ("model-enum", "hd-type", HD),
        "sora-2-pro is refused without hd.",
        every(has(model="sora-2-pro"), lambda body: not body.get("hd")),
        pro(),
    ),
    _refused(
        "timestamps-need-url",
        ("character-timestamps", "character-url"),
        "Timestamps without a clip are refused.",
        every(lacks("character_url"), where("character_timestamps", bool)),
        plain(character_timestamps="1,3"),
    ),
    _refused(
        "url-needs-timestamps",
        ("character-url", "character-timestamps"),
        "A clip without timestamps is refused.",
        every(lacks("character_timestamps"), where("character_url", bool)),
        plain(character_url="https://media.example.com/c.mp4"),
    ),
    _refused(
        "images-exclude-character",
        ("images", "character-url"),
        "Images and a clip together are refused.",
        every(where("images", bool), where("character_url", bool)),
        plain(images=["a"], character_url="https://media.example.com/c.mp4"),
    ),
)
