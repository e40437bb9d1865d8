"""Retry-After in seconds and as a date, within its bounds."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from clausewise.run.retry_after import LONGEST_WAIT, retry_after
from tests.run.scripted_client import answered


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (f"{LONGEST_WAIT:.0f}", LONGEST_WAIT),
        (f"{LONGEST_WAIT + 1:.0f}", None),
        ("000000007", 7.0),
        ("0000000007", None),
    ],
)
def test_a_wait_is_read_at_its_bounds(value: str, seconds: float | None) -> None:
    assert retry_after(answered(429, Retry_After=value)) == seconds


@pytest.mark.parametrize(
    ("until", "seconds"),
    [
        ("Wed, 25 Nov 2026 10:00:07 GMT", 7.0),
        ("Wednesday, 25-Nov-26 10:00:07 GMT", 7.0),
        ("Wed, 25 Nov 2026 09:00:00 GMT", 0.0),
        ("Wed, 25 Nov 2026 11:00:00 GMT", None),
        ("Wed, 99 Nov 2026 10:00:07 GMT", None),
    ],
)
def test_a_date_of_retry_after_is_read_by_the_clock_of_the_server(until: str, seconds: float | None) -> None:
    answer = answered(429, Retry_After=until, Date="Wed, 25 Nov 2026 10:00:00 GMT")
    assert retry_after(answer) == seconds


def test_a_date_of_retry_after_is_read_by_the_clock_here_where_no_other_is_told() -> None:
    assert retry_after(answered(429, Retry_After=formatdate(time.time() + 30))) == pytest.approx(30, abs=3)


def test_an_answer_without_retry_after_asks_for_no_wait() -> None:
    assert retry_after(answered(429)) is None
