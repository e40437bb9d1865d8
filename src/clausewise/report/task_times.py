"""Seconds that the followed tasks took until their end, for each value of the fields that may make a difference."""

from __future__ import annotations

from typing import Any

from clausewise.report.percentiles import percentile
from clausewise.report.verdict import Verdict


def tasks(verdict: Verdict) -> list[dict[str, Any]]:
    """Every task that was followed to its end: its probe, the `seconds` until then, and what its request said."""
    return [{"probe": record["probe"], **record["task"]} for record in verdict.records if record["task"] is not None]


def task_lines(verdict: Verdict) -> list[str]:
    """The lines of the summary: the median and the worst time, of all tasks and for each value."""
    found = tasks(verdict)
    if not found:
        return []
    by_value: dict[str, list[float]] = {"": []}
    for task in found:
        for name in ("", *(f"{name} {value}" for name, value in task["values"].items())):
            by_value.setdefault(name, []).append(task["seconds"])
    times = {name: sorted(seconds) for name, seconds in by_value.items()}
    said = [f"{name}: {percentile(of, 50):.1f} s, {of[-1]:.1f} s" for name, of in sorted(times.items()) if name]
    whole = times[""]
    first = f"{len(whole)} ended, half of them within {percentile(whole, 50):.1f} s, the last after {whole[-1]:.1f} s"
    return [f"tasks         {first}", *(f"              {line}" for line in said)]
