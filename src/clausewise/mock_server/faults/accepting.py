"""Accepts what it must refuse: each row is one lax reading of one field, with a value that shows it."""

from __future__ import annotations

from typing import Any

from clausewise.mock_server.faults import coercions as lax
from clausewise.mock_server.faults.body_conditions import lacks
from clausewise.mock_server.faults.coercions import Reading, items, matching, of, parsed, searched, texts, those
from clausewise.mock_server.faults.entry import Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import reads, reads_field
from clausewise.mock_server.faults.witness_requests import PLAIN, PRO

FAMILY: Family = "accepts what it must refuse"
IMAGE = "https://media.example.com/first.png"
HOOK = "https://hooks.example.com/"
PAIR = r"[0-9]+(\.[0-9]+)?,[0-9]+(\.[0-9]+)?"
DURATIONS = ("10", "15", "25")

#: Kind of value, the value, how it is read, and what is wrong.
Row = tuple[str, Any, Reading, str]


def _lax(field: str, clause: str, *rows: Row, base: dict[str, Any] = PLAIN) -> tuple[Fault, ...]:
    name = field.replace("_", "-")
    return tuple(
        Fault(
            f"{name}-{kind}-accepted", FAMILY, (clause,), says, reads_field(field, read), (Sent(base | {field: value}),)
        )
        for kind, value, read, says in rows
    )


def _missing(field: str, clause: str, default: str) -> Fault:
    change = reads(lambda body: {**body, field: default} if lacks(field)(body) else body)
    body = {name: value for name, value in PLAIN.items() if name != field}
    return Fault(
        f"{field}-missing-accepted", FAMILY, (clause,), f"A missing {field} is filled in.", change, (Sent(body),)
    )


def _each(kind: type, to: Any) -> Reading:
    return items(lambda value: [to if type(item) is kind else item for item in value])


FAULTS: tuple[Fault, ...] = (
    _missing("prompt", "prompt-required", ""),
    _missing("model", "model-required", "sora-2"),
    *_lax(
        "prompt",
        "prompt-required",
        ("null", None, of(type(None), to=""), "A null prompt is an empty one."),
        ("number", 7, lax.NUMBERS_TEXT, "A number as prompt is turned into its text."),
        ("boolean", True, of(bool, to=str), "A boolean as prompt is turned into its text."),
        ("array", ["A boat."], of(list, to=""), "A list of prompts is joined."),
        ("object", {"text": "A boat."}, of(dict, to=""), "An object as prompt is taken for a chat message."),
    ),
    *_lax(
        "model",
        "model-required",
        ("null", None, of(type(None), to="sora-2"), "A null model is the default one."),
        ("number", 2, of(int, float, to="sora-2"), "A number as model falls back to the default one."),
        ("array", ["sora-2"], lax.FIRST, "Of a list of models the first is used."),
    ),
    *_lax(
        "model",
        "model-enum",
        ("unknown", "sora-3", texts(lambda v: v if v == "sora-2-pro" else "sora-2"), "Any model is the default one."),
        ("empty", "", those("", to="sora-2"), "An empty model is the default one."),
        ("upper-case", "SORA-2", lax.LOWER, "The model is compared without regard to letter case."),
        ("spaces", " sora-2 ", lax.STRIPPED, "Spaces around the model are cut off."),
        ("prefix", "sora-2-x", searched("^sora-2(?!-pro$)", "sora-2"), "The start of the model's name is compared."),
        ("part", "sora", matching(lambda v: v and v in "sora-2", "sora-2"), "A part of a model's name is enough."),
        ("underscore", "sora_2", texts(lambda v: v.replace("_", "-")), "Underscores are read as hyphens."),
    ),
    *_lax(
        "images",
        "images",
        ("string", IMAGE, of(str, to=lambda v: [v]), "One image as a string is taken for a list of it."),
        ("object", {"0": IMAGE}, of(dict, to=[]), "An object of images is taken."),
        ("number", 1, of(int, float, to=[]), "A number of images is taken for the images."),
        ("boolean", True, lax.BOOLEANS_ABSENT, "A boolean in place of the images is ignored."),
        ("null", None, lax.NULL_ABSENT, "Null images are no images."),
        ("number-item", [7], _each(int, "7"), "Numbers among the images are turned into text."),
        ("null-item", [None], _each(type(None), ""), "Null among the images is passed over."),
        ("object-item", [{"url": IMAGE}], _each(dict, IMAGE), "Images are taken as objects with an address."),
        ("array-item", [[IMAGE]], _each(list, IMAGE), "Lists among the images are flattened."),
        ("mixed", [IMAGE, 7], items(lambda v: v[:1]), "Only the first image is looked at."),
    ),
    *_lax(
        "aspect_ratio",
        "aspect-ratio-enum",
        ("unknown", "1:1", searched("^[0-9]+:[0-9]+$", "16:9"), "Any two numbers with a colon are a ratio."),
        ("any", "wide", texts(lambda _: "16:9"), "Any string is taken for a ratio."),
        ("empty", "", lax.EMPTY_ABSENT, "An empty ratio is the default one."),
        ("spaces", "16:9 ", lax.STRIPPED, "Spaces around the ratio are cut off."),
        ("null", None, lax.NULL_ABSENT, "A null ratio is the default one."),
        ("number", 1.78, of(int, float, to="16:9"), "A number is taken for a ratio."),
        ("array", ["16:9"], lax.FIRST, "A list with one ratio is taken."),
    ),
    *_lax(
        "duration",
        "duration-enum",
        ("integer", 10, of(int, to=str), "An integer is read as its digits."),
        ("decimal", 10.5, of(float, to=lambda v: f"{v:.0f}"), "A number with decimals is rounded."),
        ("unknown", "11", matching(str.isdecimal, "10"), "Any digits are taken for a duration."),
        ("any", "long", texts(lambda v: v if v in DURATIONS else "10"), "Any string is taken for a duration."),
        ("parsed", "+10", texts(parsed), "The duration is parsed as an integer before it is compared."),
        ("spaces", " 10", lax.STRIPPED, "Spaces around the duration are cut off."),
        ("prefix", "10s", texts(lambda v: v[:2] if v[:2] in DURATIONS else v), "What follows the digits is ignored."),
        ("empty", "", lax.EMPTY_ABSENT, "An empty duration is the default one."),
        ("null", None, lax.NULL_ABSENT, "A null duration is the default one."),
        ("array", ["10"], lax.FIRST, "A list with one duration is taken."),
        ("boolean", True, lax.BOOLEANS_ABSENT, "A boolean as duration is ignored."),
    ),
    *_lax(
        "hd",
        "hd-type",
        ("string", "false", lax.WORDS, "The words true and false are read as booleans."),
        ("integer", 0, lax.bits, "1 and 0 are read as booleans."),
        ("null", None, lax.NULL_ABSENT, "Null is read as false."),
        ("array", [], of(list, dict, to=bool), "An empty list or object is read as false."),
    ),
    # Every text but the empty one means true, so with sora-2 it is refused by another clause.
    *_lax("hd", "hd-type", ("truthy", "false", lax.TRUTHY, "Any text means HD, also the word false."), base=PRO),
    *_lax(
        "watermark",
        "watermark",
        ("string", "true", lax.WORDS, "The words true and false are read as booleans."),
        ("integer", 1, of(int, to=bool), "Any integer is read as a boolean."),
        ("null", None, lax.NULL_ABSENT, "Null is read as left out."),
        ("object", {"text": "mine"}, of(dict, to=True), "The settings of a watermark are taken for a boolean."),
    ),
    *_lax(
        "private",
        "private",
        ("string", "false", lax.TRUTHY, "Any text is read as a boolean."),
        ("integer", 0, lax.bits, "1 and 0 are read as booleans."),
        ("null", None, lax.NULL_ABSENT, "Null is read as left out."),
    ),
    *_lax(
        "notify_hook",
        "notify-hook",
        ("number", 7, lax.NUMBERS_TEXT, "A number is turned into text."),
        ("boolean", False, lax.BOOLEANS_ABSENT, "A boolean switches notifications, it seems."),
        ("null", None, lax.NULL_ABSENT, "A null hook is none."),
        ("object", {"url": HOOK}, of(dict, to=HOOK), "A hook with settings is taken."),
        ("array", [HOOK], of(list, to=HOOK), "A list of hooks is taken."),
    ),
    *_lax(
        "character_url",
        "character-url",
        ("number", 7, lax.NUMBERS_TEXT, "A number is turned into text."),
        ("boolean", True, lax.BOOLEANS_ABSENT, "A boolean is ignored."),
        ("null", None, lax.NULL_ABSENT, "A null address is none."),
        ("array", [IMAGE], of(list, to=IMAGE), "A list of addresses is taken."),
    ),
    *_lax(
        "character_timestamps",
        "character-timestamps",
        ("any", "soon", texts(lambda _: "1,3"), "Any string is taken."),
        ("search", "at 1,3 or so", searched(PAIR, "1,3"), "The form may stand anywhere in the text."),
        ("prefix", "1,3s", searched(f"^{PAIR}", "1,3"), "What follows the form is ignored."),
        ("suffix", "x1,3", searched(f"{PAIR}$", "1,3"), "What stands before the form is ignored."),
        ("newline", "1,3\n", searched(f"^{PAIR}$", "1,3"), "A line break at the end is taken."),
        ("spaces", "1, 3", texts(lambda v: v.replace(" ", "")), "Spaces beside the comma are cut out."),
        ("no-end", "1,", searched(r"^[0-9.]+,\Z", "1,3"), "The end may be missing."),
        ("no-start", ",3", searched(r"^,[0-9.]+\Z", "1,3"), "The start may be missing."),
        ("no-comma", "1", searched(r"^[0-9.]+\Z", "1,3"), "One number is taken for both."),
        ("hyphen", "1-3", texts(lambda v: v.replace("-", ",")), "A hyphen is taken for the comma."),
        ("three", "1,2,3", searched(rf"^{PAIR},[0-9.]+\Z", "1,3"), "A third number is ignored."),
        ("negative", "-1,3", texts(lambda v: v.replace("-", "")), "A minus sign is taken."),
        ("open-decimal", "1.,3", texts(lambda v: v.replace(".", "")), "A decimal point needs no digits beside it."),
        ("empty", "", lax.EMPTY_ABSENT, "An empty text is none."),
        ("number", 1.3, of(int, float, to="1,3"), "One number is read as both."),
        ("array", [1, 3], of(list, to="1,3"), "A list of two numbers is taken."),
        ("null", None, lax.NULL_ABSENT, "Null is read as left out."),
    ),
    Fault(
        "everything-accepted",
        FAMILY,
        ("prompt-required", "model-required", "model-enum", "duration-enum", "body-json-object"),
        "The body is not looked at.",
        reads(lambda _: PLAIN),
        (Sent({}), Sent([])),
    ),
)
