"""Ratios of what was measured in turns: those of one round are compared, since the machine's speed drifts."""

from __future__ import annotations

import statistics


def relative(seconds: dict[str, list[float]], base: str, unit: float) -> list[list[str]]:
    """Rows of a table, least first: a name, its median ratio to `base`, their middle half, the median in 1/`unit` s."""
    rows = []
    for name, measured in sorted(seconds.items(), key=lambda item: statistics.median(item[1])):
        ratios = sorted(own / other for own, other in zip(measured, seconds[base], strict=True))
        middle = statistics.median(ratios)
        spread = f"{ratios[len(ratios) // 4]:.2f} to {ratios[3 * len(ratios) // 4]:.2f}"
        rows.append([name, f"{middle:.2f}", spread, f"{statistics.median(measured) * unit:.0f}"])
    return rows
