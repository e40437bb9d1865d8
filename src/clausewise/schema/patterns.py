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
def matching(pattern: str) -> list[tuple[str, str]]:
    """Name and value of some strings that match a pattern: the simplest, and a longer one."""
    return list(_matching(pattern))


def _matching(pattern: str) -> Iterator[tuple[str, str]]:
    try:
        strategy = st.from_regex(re.compile(pattern), fullmatch=pattern.startswith("^") and pattern.endswith("$"))
    except re.error:  # a pattern that only ECMA-262 has: the spec's own examples must do
        return
    simplest = _find(strategy, lambda _: True)
    if simplest is None:
        return
    yield "simplest match", simplest
    longer = _find(strategy, lambda value: len(value) > len(simplest) + 1)
    if longer is not None:
        yield "longer match", longer


def _find(strategy: st.SearchStrategy[str], wanted: Callable[[str], bool]) -> str | None:
    with warnings.catch_warnings():
        # A plan is made while pytest reads its options, before it knows the tests: that is meant so.
        warnings.simplefilter("ignore", HypothesisSideeffectWarning)
        try:
            return find(strategy, lambda value: value.isprintable() and wanted(value), settings=_SETTINGS)
        except HypothesisException:
            return None
