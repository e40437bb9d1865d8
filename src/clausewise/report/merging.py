"""Joining the reports of shards: one verdict, coverage as a union, everything else as a sum."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from clausewise.probes.coverage import Coverage
from clausewise.report.verdict import NAMED, VERDICTS

#: Keys that must be equal in all reports: of others nothing could be said together.
SAME = ("basis", "spec", "waivers")


class MergeError(Exception):
    """Reports cannot be joined; the message says in one line why, and what to do."""


def merged(reports: dict[str, Any]) -> dict[str, Any]:
    """One report of the reports of all shards of one plan, by name; MergeError where they do not fit together."""
    found = list(reports.values())
    first_name, first = next(iter(reports.items()))
    for name, report in reports.items():
        other = next((key for key in SAME if report[key] != first[key]), None)
        if other or report["coverage"]["strength"] != first["coverage"]["strength"]:
            raise MergeError(f"{name}: another {other or 'strength'} than in {first_name}; run both with the same")
    missing = _missing(reports)
    undecided = bool(missing) or any(report["conforms"] == "undecided" for report in found)
    findings = _all(found, "findings")
    failed = any(finding["status"] == "failed" for finding in findings)
    servers = sorted({report["server"] for report in found})
    return {
        **first,
        "written": max(report["written"] for report in found),
        "conforms": "no" if failed else "undecided" if undecided else "yes",
        "doubts": [
            *dict.fromkeys(_all(found, "doubts")),
            *(f"{entry['probe']}: {entry['reason']}" for entry in missing),
        ],
        "run": ", ".join(report["run"] for report in found),
        "label": ", ".join(dict.fromkeys(report["label"] for report in found if report["label"])) or None,
        "server": ", ".join(servers),
        "clauses": _clauses(found),
        "findings": findings,
        "not_run": [*_all(found, "not_run"), *missing],
        "coverage": _coverage(first["coverage"]["strength"], _all(found, "rows")),
        "rows": _all(found, "rows"),
        "timeline": _timeline(found),
        "tasks": _all(found, "tasks"),
        "videos": [video for report in found for video in report.get("videos", ())],
        "counts": {name: sum(report["counts"][name] for report in found) for name in first["counts"]},
        "spent": _spent(found),
        "limit": None if any(r["limit"] is None for r in found) else sum(r["limit"] for r in found),
        "shard": "1/1",
        "seconds": round(max(report["seconds"] for report in found), 3),
    }


def _all(reports: Iterable[Any], key: str) -> list[Any]:
    return [entry for report in reports for entry in report[key]]


def _timeline(reports: Iterable[Any]) -> list[Any]:
    """The requests of all reports, with the places of their rows among all rows."""
    joined, rows = [], 0
    for report in reports:
        joined += [entry | ({"row": entry["row"] + rows} if "row" in entry else {}) for entry in report["timeline"]]
        rows += len(report["rows"])
    return joined


def _missing(reports: dict[str, Any]) -> list[dict[str, str]]:
    """An entry for each shard that no report is of."""
    seen: dict[str, str] = {}
    for name, report in reports.items():
        if report["shard"] in seen:
            raise MergeError(f"{name}: shard {report['shard']} is {seen[report['shard']]} already; leave one out")
        seen[report["shard"]] = name
    counts = {shard.partition("/")[2] for shard in seen}
    if len(counts) > 1:
        raise MergeError(f"these are shards of different plans: {', '.join(seen)}; give those of one")
    count = int(counts.pop())
    wanted = [f"{number}/{count}" for number in range(1, count + 1)]
    return [{"probe": f"shard {shard}", "reason": "its report is missing"} for shard in wanted if shard not in seen]


def _clauses(reports: list[Any]) -> dict[str, Any]:
    """Each clause with the verdict that counts most."""
    joined: dict[str, Any] = {}
    for report in reports:
        for name, entry in report["clauses"].items():
            known = joined.setdefault(name, {**entry, "findings": 0, "tested": 0, "probes": []})
            known["verdict"] = min(known["verdict"], entry["verdict"], key=VERDICTS.index)
            known["checkable"] = known["checkable"] or entry["checkable"]
            known["findings"] += entry["findings"]
            known["tested"] += entry["tested"]
            known["probes"] = [*known["probes"], *entry["probes"]][:NAMED]
            if known["verdict"] != "not checked":
                known.pop("reason", None)
    return joined


def _coverage(strength: int, rows: list[Any]) -> dict[str, Any]:
    """The share of what all rows cover that accepted ones do: two shards may cover the same."""
    whole, accepted = Coverage(strength), Coverage(strength)
    for row in rows:
        for coverage in (whole, accepted) if row["accepted"] else (whole,):
            coverage.add(row["operation"], row["levels"], row["classes"])
    return {"strength": strength, **accepted.of(whole)}


def _spent(reports: list[Any]) -> str | None:
    amounts = [report["spent"].split(" ", 1) for report in reports if report["spent"]]
    currencies = {currency for _, currency in amounts}
    if len(currencies) > 1:
        raise MergeError(f"different currencies: {', '.join(sorted(currencies))}; run all with one --prices")
    return f"{sum((Decimal(amount) for amount, _ in amounts), Decimal(0))} {currencies.pop()}" if amounts else None
