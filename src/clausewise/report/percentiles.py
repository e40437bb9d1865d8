"""Percentiles of measured values."""

from __future__ import annotations


def percentile(ordered: list[float], percent: int) -> float:
    """The smallest value that so many percent of the values do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
