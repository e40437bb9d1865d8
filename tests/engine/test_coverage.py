"""Coverage: what rows cover together is counted once, and for each operation by itself."""

from __future__ import annotations

from clausewise.probes.coverage import Coverage


def test_what_is_covered_twice_counts_once() -> None:
    coverage = Coverage(2)
    for size in ("small", "large", "small"):
        coverage.add("order", {"size": size, "gift": "absent"}, {"size": size})
    assert coverage.values == {("order", "size", "small"), ("order", "size", "large")}
    assert len(coverage.combinations) == 2


def test_fields_of_two_operations_are_two_fields() -> None:
    coverage = Coverage(1)
    for operation in ("order", "quote"):
        coverage.add(operation, {"size": "small"}, {"size": "small"})
    assert len(coverage.values) == len(coverage.combinations) == 2
