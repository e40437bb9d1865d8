"""Samples of large cross products: what is not in a sample is run by `tox run -e tests-exhaustive`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def sampled(entries: Iterable[Any], *, every: int, name: Callable[[Any], str] = str) -> list[Any]:
    """Each entry, or each tuple's values, as a case with its name.

    All but each `every`th, the first among them, are exhaustive.
    """
    values = [(entry, entry if isinstance(entry, tuple) else (entry,)) for entry in entries]
    return [
        pytest.param(*case, id=name(entry), marks=[] if number % every == 0 else [pytest.mark.exhaustive])
        for number, (entry, case) in enumerate(values)
    ]
