"""The data of the pictures on a page; the templates draw them as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import accumulate, combinations
from typing import Any

from clausewise.report.percentiles import percentile
from clausewise.settings.prices import MILLIONTHS

#: A line is drawn by at most so many points.
POINTS = 600
#: Times are told for each value of a field that has no more values than this.
FEW = 6


def pairs(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The levels of each operation, and of each pair whether it was accepted, only planned, or never planned."""
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
    prices = [request["price"] for request in report["timeline"] if request["paid"] or request["unknown"]]
    money = list(zip(times, accumulate(prices), strict=True)) if any(prices) else []
    every = max(1, len(steps) // POINTS)
    return {
        "steps": steps[::every],
        "last": last or 1.0,
        "most": max(len(times), 1),
        "money": [(at, amount / MILLIONTHS) for at, amount in money[::every]],
        "amount": sum(prices) / MILLIONTHS,
    }


def latencies(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The seconds until the answers of each operation: count, median, 95th percentile, worst, each in a picture."""
    times: dict[str, list[float]] = {}
    for request in report["timeline"]:
        times.setdefault(request["operation"], []).append(request["seconds"])
    return _spreads(times)


def to_answer(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same of rows for each value of the fields that tasks are told apart by; of any few values where none are."""
    telling = {name for task in report["tasks"] for name in task["values"]}
    times: dict[str, list[float]] = {}
    for request in report["timeline"]:
        classes = report["rows"][request["row"]]["classes"] if request.get("row") is not None else {}
        for name, value in classes.items():
            if name in telling or not telling:
                times.setdefault(f"{name}={value}", []).append(request["seconds"])
    fields = Counter(name.partition("=")[0] for name in times)
    return _spreads({name: of for name, of in times.items() if fields[name.partition("=")[0]] <= FEW})


def to_video(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The seconds until tasks have ended, of all and for each value of the fields that they are told apart by."""
    times: dict[str, list[float]] = {}
    for task in report["tasks"]:
        for name in ("all", *(f"{name}={value}" for name, value in task["values"].items())):
            times.setdefault(name, []).append(task["seconds"])
    return _spreads(times)


def _spreads(times: Mapping[str, list[float]]) -> list[dict[str, Any]]:
    found = []
    for name, values in sorted(times.items()):
        seconds = sorted(values)
        spread = {f"p{percent}": percentile(seconds, percent) for percent in (50, 95)}
        points = seconds[:: max(1, len(seconds) // POINTS)]
        found.append({"name": name, "count": len(seconds), **spread, "worst": seconds[-1], "points": points})
    return found
