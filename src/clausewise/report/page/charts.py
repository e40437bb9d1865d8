"""The data of the pictures on a page; the templates draw them as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from clausewise.report.percentiles import percentile

#: A line is drawn by at most so many points.
POINTS = 600


def pairs(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each operation its levels, and of each pair whether it was accepted, only planned, or never planned."""
    found = []
    for operation in dict.fromkeys(row["operation"] for row in report["rows"]):
        rows = [row for row in report["rows"] if row["operation"] == operation]
        levels = sorted({pair for row in rows for pair in row["levels"].items()})
        planned, accepted = _pairs(rows), _pairs(row for row in rows if row["accepted"])
        cells = [
            {
                "x": levels.index(one),
                "y": levels.index(other),
                "state": "accepted" if pair in accepted else "planned",
                "title": " with ".join(f"{name}={level}" for name, level in (one, other)),
            }
            for one, other in combinations(levels, 2)
            if (pair := frozenset((one, other))) in planned
        ]
        names = [f"{name}={level}" for name, level in levels]
        gaps = sum(cell["state"] == "planned" for cell in cells)
        found.append({"operation": operation, "levels": names, "cells": cells, "gaps": gaps})
    return found


def _pairs(rows: Iterable[Mapping[str, Any]]) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(pair) for row in rows for pair in combinations(sorted(row["levels"].items()), 2)}


def spending(report: Mapping[str, Any]) -> dict[str, Any]:
    """The requests that were paid for, or may have been, over the seconds of the run."""
    times = [request["at"] for request in report["timeline"] if request["paid"] or request["unknown"]]
    last = max((request["at"] for request in report["timeline"]), default=0.0)
    steps = [(at, count) for count, at in enumerate(times, start=1)]
    return {"steps": steps[:: max(1, len(steps) // POINTS)], "last": last or 1.0, "most": max(len(times), 1)}


def latencies(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each operation the seconds until its answers: how many, median, 95th percentile, worst, each in a picture."""
    found = []
    for operation in sorted({request["operation"] for request in report["timeline"]}):
        seconds = sorted(r["seconds"] for r in report["timeline"] if r["operation"] == operation)
        found.append(
            {
                "operation": operation,
                "count": len(seconds),
                "p50": percentile(seconds, 50),
                "p95": percentile(seconds, 95),
                "worst": seconds[-1],
                "points": seconds[:: max(1, len(seconds) // POINTS)],
            }
        )
    return found
