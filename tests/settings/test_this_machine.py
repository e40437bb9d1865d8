"""A server is on this machine only where its name or address says so by itself: then nothing counts as paid."""

from __future__ import annotations

import pytest

from clausewise.http.this_machine import is_loopback


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://localhost:8000", True),
        ("http://127.9.0.1", True),
        ("http://[::1]:80/v1", True),
        ("http://[::ffff:127.0.0.1]", True),
        ("http://[::ffff:10.0.0.1]", False),
        ("http://localhost.example.com", False),
        ("http://2130706433", False),
        ("http://0.0.0.0", False),
        ("http://127.0.0.1@relay.example", False),
        ("", False),
    ],
)
def test_only_loopback_is_this_machine(url: str, is_here: bool) -> None:  # noqa: FBT001 - a case of the table
    assert is_loopback(url) is is_here
