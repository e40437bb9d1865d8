"""contract.json: the verdict for programs."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from clausewise.report.clause_lines import file_name, located
from clausewise.report.verdict import REPORT_VERSION, Verdict


def report(verdict: Verdict) -> dict[str, Any]:
    """The report as plain data; contract_tests/README.md describes its fields."""
    options = verdict.options
    return {
        "version": REPORT_VERSION,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "conforms": verdict.conforms,
        "basis": options.basis,
        "server": verdict.base_url,
        "spec": {
            "title": options.spec.document["info"]["title"],
            "version": options.spec.document["info"]["version"],
            "file": file_name(options.spec),
        },
        "clauses": located(options.spec, verdict.clauses()),
        "findings": [{key: value for key, value in f.items() if key != "text"} for f in verdict.findings],
        "not_run": [{"probe": r["probe"], "reason": r["not_run"]} for r in verdict.not_run],
        "coverage": {"strength": options.strength, **verdict.coverage()},
        "rows": rows(verdict),
        "timeline": timeline(verdict),
        "waivers": {
            name: {"reason": waiver.reason, "expires": waiver.expires.isoformat() if waiver.expires else None}
            for name, waiver in options.waivers.items()
        },
        "counts": {
            "probes": len(verdict.records),
            "requests": verdict.requests,
            "paid": verdict.paid,
            "unknown": verdict.unknown,
        },
        "spent": verdict.spent,
        "limit": options.max_paid,
        "shard": "/".join(map(str, options.shard)),
        "seed": options.seed,
        "seconds": round(verdict.seconds, 3),
        "environment": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("schemathesis", "hypothesis", "pytest")},
        },
    }


def rows(verdict: Verdict) -> list[dict[str, Any]]:
    """Every row of the plan and whether it was accepted: reports of shards are joined by these."""
    accepted = {record["probe"] for record in verdict.records if record["levels"]}
    return [
        {
            "operation": probe.operation.id,
            "levels": probe.row.levels,
            "classes": probe.row.classes,
            "accepted": probe.id in accepted,
        }
        for probe in verdict.plan.probes
        if probe.row is not None
    ]


def timeline(verdict: Verdict) -> list[dict[str, Any]]:
    """Every request that was sent, in order; `at` is in seconds since the first of them began."""
    found = [
        {"probe": record["probe"], "operation": record["operation"], **request}
        for record in verdict.records
        for request in record["sent"]
    ]
    found.sort(key=lambda request: float(request["at"]))
    begin = min((request["at"] - request["seconds"] for request in found), default=0.0)
    return [
        request | {"at": round(request["at"] - begin, 4), "seconds": round(request["seconds"], 4)} for request in found
    ]
