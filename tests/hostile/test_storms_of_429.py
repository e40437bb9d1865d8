"""A server that answers nothing but 429 is asked no more than it allows, whatever it asks to wait for."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.generation.probe import Kind
from tests.hostile.driver import check
from tests.hostile.server import answer

ABSURD = {
    "none": None,
    "a day": "86400",
    "a billion seconds": "1000000000",
    "below zero": "-1",
    "5000 digits": "9" * 5000,
    "beyond numbers": "1e400",
    "no number": "soon",
    "a superscript": "\xb2",
    "a date far off": "Fri, 31 Dec 9999 23:59:59 GMT",
    "empty": "",
}


@pytest.mark.parametrize("wait", ABSURD)
def test_an_absurd_wait_is_not_waited_for(wait: str, tmp_path: Path) -> None:
    headers = [] if ABSURD[wait] is None else [f"Retry-After: {ABSURD[wait]}"]
    storm = answer(429, {"error": {"message": "slow down", "type": "t", "code": "c"}}, *headers)
    seen = check(lambda _: iter([storm]), tmp_path, Kind.PROTOCOL, Kind.NEAR_MISS, Kind.ROW)
    assert seen.seconds < 2
    assert seen.creates == seen.counts.requests == 3
    assert (seen.counts.paid, seen.counts.unknown) == (0, 0)
    assert [result.not_run for result in seen.results] == [
        "the server answered 429: too many requests, or no balance"
    ] * 3


def test_what_may_be_charged_for_is_not_sent_again_after_a_429(tmp_path: Path) -> None:
    storm = answer(429, {"error": {"message": "slow down", "type": "t", "code": "c"}}, "Retry-After: 0")
    assert check(lambda _: iter([storm]), tmp_path, Kind.ROW).creates == 1
