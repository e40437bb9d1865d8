"""Variants that take more than ours where the page does not say what may be sent."""

from __future__ import annotations

import re

from clausewise.mock_server.faults.authorizing import EMPTY_TAKEN
from clausewise.mock_server.faults.coercions import texts
from clausewise.mock_server.faults.entry import Variant
from clausewise.mock_server.faults.mechanisms import reads_field
from clausewise.mock_server.faults.witness_requests import plain


def _two_numbers(text: str) -> str:
    try:
        return ",".join(str(abs(float(part))) for part in text.split(","))
    except ValueError:
        return text


VARIANTS: tuple[Variant, ...] = (
    EMPTY_TAKEN,
    Variant(
        "timestamps-any-digits",
        "Digits of other scripts are digits in `character_timestamps`.",
        reads_field("character_timestamps", texts(lambda v: re.sub(r"\d", lambda digit: str(int(digit[0])), v))),
        (plain(character_timestamps="\uff11,\uff13"),),
    ),
    Variant(
        "timestamps-any-numbers",
        "`character_timestamps` are what Python reads as two numbers.",
        reads_field("character_timestamps", texts(_two_numbers)),
        (plain(character_timestamps=" 1., +3\n"),),
    ),
)
