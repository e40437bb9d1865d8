"""contract.json: the verdict for programs."""

from __future__ import annotations

import hashlib
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from clausewise.bundled import suite_version
from clausewise.report.clause_lines import file_name, located
from clausewise.report.task_times import tasks
from clausewise.report.verdict import REPORT_VERSION, Verdict
from clausewise.spec import Spec


def report(verdict: Verdict) -> dict[str, Any]:
    """The report as plain data; contract_tests/README.md describes its fields."""
    options, counts = verdict.options, verdict.counts()
    return {
        "version": REPORT_VERSION,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "run": verdict.run_id,
        "label": options.label,
        "command": verdict.command,
        "suite": suite_version(),
        "conforms": verdict.conforms,
        "doubts": verdict.doubts(),
        "basis": options.basis,
        "server": verdict.base_url,
        "spec": {
            "title": options.spec.document["info"]["title"],
            "version": options.spec.document["info"]["version"],
            "file": file_name(options.spec),
            "digest": _digest(options.spec),
        },
        "clauses": located(options.spec, verdict.clauses()),
        "findings": [{key: value for key, value in f.items() if key != "text"} for f in verdict.findings],
        "not_run": [{"probe": left["probe"], "reason": left["reason"]} for left in verdict.not_run],
        "coverage": {"strength": options.strength, **verdict.coverage()},
        "rows": rows(verdict),
        "timeline": timeline(verdict),
        "tasks": tasks(verdict),
        "videos": [video for record in verdict.records for video in record.get("videos", ())],
        "waivers": {
            name: {"reason": waiver.reason, "expires": waiver.expires.isoformat() if waiver.expires else None}
            for name, waiver in options.waivers.items()
        },
        "counts": {
            "probes": len(verdict.records),
            "requests": counts.requests,
            "paid": counts.paid,
            "unknown": counts.unknown,
        },
        "spent": verdict.spent(),
        "limit": options.max_paid,
        "shard": "/".join(map(str, options.shard)),
        "seed": options.seed,
        "seconds": round(verdict.seconds, 3),
        "environment": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("schemathesis", "hypothesis", "pytest")},
        },
    }


def _digest(spec: Spec) -> str | None:
    """The SHA-256 of the file of the spec, in hexadecimal; None where it is gone by now."""
    try:
        return hashlib.sha256(spec.source.read_bytes()).hexdigest()
    except OSError:
        return None


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
    numbers = {name: number for number, name in enumerate(p.id for p in verdict.plan.probes if p.row is not None)}
    found = [
        {"probe": record["probe"], "operation": record["operation"], **request}
        # Of a row the first is the row itself, what follows reads or varies it.
        | ({"row": numbers[record["probe"]]} if turn == 0 and record["probe"] in numbers else {})
        for record in verdict.records
        for turn, request in enumerate(record["sent"])
    ]
    found.sort(key=lambda request: float(request["at"]))
    begin = min((request["at"] - request["seconds"] for request in found), default=0.0)
    return [
        request | {"at": round(request["at"] - begin, 4), "seconds": round(request["seconds"], 4)} for request in found
    ]
