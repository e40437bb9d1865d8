"""The kinds of clients, and the kinds of journals that each is tried with."""

from __future__ import annotations

import pytest

#: Each kind of client with one kind of journal guards every line; the other pairs are for the exhaustive run.
with_journals = pytest.mark.parametrize(
    ("both", "place"),
    [
        ("sync", "file"),
        ("async", "database"),
        pytest.param("sync", "database", marks=pytest.mark.exhaustive),
        pytest.param("async", "file", marks=pytest.mark.exhaustive),
    ],
    indirect=["both"],
)
