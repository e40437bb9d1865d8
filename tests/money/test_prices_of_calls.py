"""The price of a request is read in its own body, however that is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clausewise.probes.priced import price_of
from clausewise.probes.probe import Call
from clausewise.settings.prices import MILLIONTHS, read_prices
from tests.settings.price_list import SPEC

CHEAP = {"prompt": "a", "model": "sora-2"}
DEAR = {"prompt": "a", "model": "sora-2-pro", "duration": "25"}
#: Writings of a body, and the price that is read in each; None where nobody can tell.
WRITTEN: dict[str, tuple[bytes, float]] = {
    "nothing": (b"", 0.1),
    "cheap": (json.dumps(CHEAP).encode(), 0.1),
    "dear": (json.dumps(DEAR).encode(), 3),
    "in UTF-16": (json.dumps(CHEAP).encode("utf-16"), 0.1),
    "in a list": (json.dumps([DEAR]).encode(), 3),
    "in another object": (json.dumps({"data": {"input": DEAR}}).encode(), 3),
    "in a text": (json.dumps(json.dumps(DEAR)).encode(), 3),
    "before other words": (json.dumps(CHEAP).encode() + b" trailing", 0.1),
    "twice": (json.dumps(CHEAP).encode() * 2, 0.1),
    "a form": (b"prompt=a&model=sora-2-pro&duration=25", 3),
    "a cheap form": (b"prompt=a&model=sora-2", 0.1),
    "a number": (b"7", 0.1),
    "cut": (json.dumps(CHEAP).encode()[:-1], 3),
    "no JSON": (b"{'model': 'sora-2'}", 3),
    "bytes": (b"\xff\xfe\x00", 3),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_call_costs_what_its_body_says_or_as_much_as_the_dearest(name: str, prices: Path) -> None:
    body, amount = WRITTEN[name]
    assert price_of(Call("POST", body), read_prices(prices, SPEC)) == round(amount * MILLIONTHS)
