"""A corpus of changes, made systematically, is judged as the package `jsonschema` sees it by trying values."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.spec_diff import corpus
from tests.spec_diff.contradictions import mistakes

#: One of so many changes is tried; the numbers share no factor with those of the corpus.
QUICK, WHOLE = 601, 61


def test_changes_are_judged_as_values_show() -> None:
    assert [mistake for change in islice(corpus.changes(), 0, None, QUICK) for mistake in mistakes(change)] == []


@pytest.mark.exhaustive
def test_more_changes_are_judged_as_values_show() -> None:
    chosen = [*islice(corpus.changes(), 7, None, WHOLE), *islice(corpus.moves(), 0, None, 5)]
    assert len(chosen) >= 462
    assert [mistake for change in chosen for mistake in mistakes(change)] == []
