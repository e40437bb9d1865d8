"""A server that answers nothing but 429 is asked no more than it allows, whatever it asks to wait for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from clausewise.probes.probe import Kind
from tests.hostile.driver import KEY, check
from tests.hostile.server import answer
from tests.raw_server import Received

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


SLOW_DOWN = answer(429, {"error": {"message": "slow down", "type": "t", "code": "c"}})


@pytest.mark.parametrize("limited", [0, 1, 2, 3], ids=["first read", "second read", "third read", "strange key"])
def test_a_429_to_a_read_is_no_finding_and_is_said(limited: int, tmp_path: Path) -> None:
    """Relays answer 429 to fast reads: nothing is wrong with the record, and nothing was learned of it."""
    reads = iter(range(100))

    def behave(request: Received) -> Iterator[bytes]:
        if request.method == "POST":
            yield answer(200, {"task_id": str(uuid4())})
        elif next(reads) == limited:
            yield SLOW_DOWN
        elif request.key != KEY:
            yield answer(401, {"error": {"message": "no", "type": "t", "code": "c"}})
        else:
            made = request.target.rpartition("/")[2]
            yield answer(200, {"task_id": made, "status": "IN_PROGRESS"})

    seen = check(behave, tmp_path, Kind.ROW)
    assert [text for text in seen.texts if text.startswith("task-read-repeatable") or "429" in text] == []
    assert [result.not_run for result in seen.results] == [None]  # the row itself was judged
    assert [left.reason for result in seen.results for left in result.left_out] == [
        "what it has made was not read back: the server answered 429, too many requests"
    ]
