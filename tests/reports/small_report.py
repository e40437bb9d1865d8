"""A contract.json of one clause, with all that it must have."""

from __future__ import annotations

from typing import Any

from clausewise.report.verdict import REPORT_VERSION

ROW = {"operation": "o", "levels": {"a": "1", "b": "1"}, "classes": {"a": "one", "b": "one"}, "accepted": True}
CLAUSE = {
    "basis": "documented",
    "verdict": "kept",
    "findings": 0,
    "checkable": True,
    "tested": 1,
    "probes": ["p"],
}
REPORT: dict[str, Any] = {
    "version": REPORT_VERSION,
    "written": "2026-01-01T00:00:00+00:00",
    "run": "one",
    "label": None,
    "doubts": [],
    "conforms": "yes",
    "basis": "documented",
    "server": "http://127.0.0.1:1",
    "spec": {"title": "t", "version": "1"},
    "clauses": {"c": CLAUSE},
    "findings": [],
    "not_run": [],
    "coverage": {"strength": 2, "values": {"covered": 2, "of": 2}, "combinations": {"covered": 1, "of": 1}},
    "rows": [ROW],
    "timeline": [],
    "tasks": [],
    "waivers": {},
    "counts": {"probes": 3, "requests": 4, "paid": 1, "unknown": 1},
    "spent": "0.10 USD",
    "limit": 2,
    "shard": "1/2",
    "seconds": 1.5,
}
