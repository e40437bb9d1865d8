"""Strings that match a pattern of the spec."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from functools import cache

from hypothesis import HealthCheck, Phase, Verbosity, find, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException, HypothesisSideeffectWarning

#: Repeatable: no seed from outside, nothing remembered between runs.
_SETTINGS = settings(
    derandomize=True,
    database=None,
    max_examples=60,
    deadline=None,
    verbosity=Verbosity.quiet,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


@cache
def matching(pattern: str, low: int = 0, high: int | None = None) -> list[tuple[str, str]]:
    """Name and value of some strings of a length that match a pattern: the simplest, and a longer one."""
    return list(_matching(pattern, low, high))


def _matching(pattern: str, low: int, high: int | None) -> Iterator[tuple[str, str]]:
    def fits(value: str) -> bool:
        return low <= len(value) and (high is None or len(value) <= high)

    try:
        whole = pattern.startswith("^") and pattern.endswith("$")
        strategy = st.from_regex(re.compile(pattern, re.ASCII), fullmatch=whole)
    except re.error:  # a pattern that only ECMA-262 has: the spec's own examples, or common texts, must do
        yield from ((value, value) for value in _COMMON if fits(value))
        return
    simplest = _find(strategy, fits)
    if simplest is None:
        yield from ((value, value) for value in _COMMON if fits(value))
        return
    yield "simplest match", simplest
    longer = _find(strategy, lambda value: fits(value) and len(value) > len(simplest) + 1)
    if longer is not None:
        yield "longer match", longer


#: Strings to try where none can be made of a pattern; the caller keeps those that match.
_COMMON = (
    "fox",
    "Fox",
    "FOX",
    "f",
    "F",
    "1",
    "42",
    "a1",
    "a-b",
    "a_b",
    "$fox",
    "x/y",
    "\u00e9",
    "\u732b",
    "\U0001f98a",
)


def _find(strategy: st.SearchStrategy[str], wanted: Callable[[str], bool]) -> str | None:
    with warnings.catch_warnings():
        # A plan is made while pytest reads its options, before it knows the tests: that is meant so.
        warnings.simplefilter("ignore", HypothesisSideeffectWarning)
        try:
            return find(strategy, lambda value: value.isprintable() and wanted(value), settings=_SETTINGS)
        except HypothesisException:
            return None
