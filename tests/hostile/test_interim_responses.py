"""Interim responses before the final one are passed over, whatever they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.http.framing import framing
from clausewise.http.watch import INTERIM
from clausewise.probes.probe import Kind
from tests.hostile.driver import check
from tests.hostile.server import End, answer

TASK = {"task_id": "f47ac10b-58cc-4372-a567-0e02b2c3d479"}
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nContent-Length: 9\r\n\r\n"
BEFORE = {
    "continue": b"HTTP/1.1 100 Continue\r\n\r\n",
    "processing": b"HTTP/1.1 102 Processing\r\n\r\n",
    "early hints": HINTS,
    "two": HINTS * 2,
    "several": b"HTTP/1.1 100 Continue\r\n\r\n" + HINTS + b"HTTP/1.1 104 Upload Resumption Supported\r\n\r\n",
    "one that nobody knows": b"HTTP/1.1 199 Said\r\n\r\n",
    "the end of the connection, it says": b"HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n",
    "chunked, it says": b"HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n",
}


@pytest.mark.parametrize("name", BEFORE)
def test_the_final_response_counts(name: str, tmp_path: Path) -> None:
    acts: list[bytes | float | End] = [BEFORE[name], 0.02, answer(200, TASK)]
    seen = check(lambda _: iter(acts), tmp_path, Kind.ROW)
    assert seen.results[0].accepted
    assert (seen.counts.paid, seen.counts.unknown) == (seen.creates, 0)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (HINTS * (INTERIM + 1), f"more than {INTERIM} interim responses"),
        (HINTS, "broke off within its headers"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "status 101"),
    ],
)
def test_what_has_no_final_response_is_no_acceptance(sent: bytes, says: str, tmp_path: Path) -> None:
    seen = check(lambda _: iter([sent, 0.02, End.CLOSE]), tmp_path, Kind.ROW)
    assert says in seen.said
    assert (seen.counts.paid, seen.counts.unknown) == (0, seen.creates)


def test_framing_is_all_but_the_content() -> None:
    head = HINTS + b"HTTP/1.1 200 Said\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunked = head + b"3;a=b\r\nabc\r\n0;c\r\nX-Trailer: 1\r\n\r\n"
    assert framing(chunked) == head + b"3;a=b\r\n0;c\r\nX-Trailer: 1\r\n\r\n"
    assert framing(answer(200, TASK)).endswith(b"\r\n\r\n")
    assert b"task_id" not in framing(answer(200, TASK))
