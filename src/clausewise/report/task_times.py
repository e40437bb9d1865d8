"""Seconds that the followed tasks took until their end, for each value of the fields that may make a difference."""

from __future__ import annotations

from typing import Any

from clausewise.report.percentiles import percentile
from clausewise.report.verdict import Verdict
from clausewise.terminal.wording import amount


def tasks(verdict: Verdict) -> list[dict[str, Any]]:
    """Every task that was followed to its end: its probe, the `seconds` until then, and what its request said."""
    return [{"probe": record["probe"], **record["task"]} for record in verdict.records if record["task"] is not None]


def task_lines(verdict: Verdict) -> list[str]:
    """The lines of the summary: how long tasks took, all of them and for each value."""
    found = tasks(verdict)
    if not found:
        return []
    by_value: dict[str, list[float]] = {"": []}
    for task in found:
        for name in ("", *(f"{name} {value}" for name, value in task["values"].items())):
            by_value.setdefault(name, []).append(task["seconds"])
    said = [f"{name}: {spread(of, 1)}" for name, of in sorted(by_value.items()) if name]
    whole = by_value[""]
    first = f"{spread(whole, 1)}, of {amount(whole, 'ended task')}"
    return [f"to the video  {first}", *(f"              {line}" for line in said)]


def answer_line(verdict: Verdict) -> list[str]:
    """The line of the summary about the time until answers; none where nothing was sent."""
    seconds = [request["seconds"] for record in verdict.records for request in record["sent"]]
    return [f"to the answer {spread(seconds, 3)}"] if seconds else []


def spread(seconds: list[float], digits: int) -> str:
    """The median, the 95th percentile and the worst of some times, in words."""
    ordered = sorted(seconds)
    told = (percentile(ordered, 50), percentile(ordered, 95), ordered[-1])
    return ", ".join(f"{name} {value:.{digits}f} s" for name, value in zip(("p50", "p95", "worst"), told, strict=True))
