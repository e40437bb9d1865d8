"""The record of a probe's result: plain data, as it goes from worker to controller and into contract.json."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from clausewise.checks.finding import Finding
from clausewise.http.exchange import curl
from clausewise.http.redaction import Redaction
from clausewise.report.client_call import client_call
from clausewise.report.exchange_data import exchange_data
from clausewise.report.finding_text import answer_text, failure_text
from clausewise.report.reproduce.asked import reproduction
from clausewise.run.result import Result
from clausewise.settings.options import Options

#: The name under which a record travels in pytest's user properties.
PROPERTY = "contract"


def record(result: Result, options: Options, redact: Redaction) -> dict[str, Any]:
    """A result as plain data, without secrets."""
    probe = result.probe
    row = probe.row if result.accepted else None
    return {
        "probe": probe.id,
        "kind": probe.kind.value,
        "operation": probe.operation.id,
        "expected": probe.expected.value,
        "basis": probe.basis,
        "clauses": sorted({clause.id for clause in probe.clauses}),
        "evidence": sorted([e.clause, e.probe, e.control or ""] for e in result.evidence),
        "controls": sorted(result.controls),
        "not_run": result.not_run,
        "cause": result.cause,
        "left_out": [asdict(left) for left in result.left_out],
        "requests": result.requests,
        "paid": result.paid,
        "unknown": result.unknown,
        "spent": result.spent,
        "levels": dict(row.levels) if row is not None else {},
        "classes": row.classes if row is not None else {},
        "task": _task(result),
        "videos": [asdict(video) for video in result.videos],
        "sent": [asdict(request) for request in result.sent],
        "findings": [_finding(finding, options, redact) for finding in result.findings],
    }


def _task(result: Result) -> dict[str, Any] | None:
    """The time that a followed task took until its end, with what its request said; None where none has ended."""
    if result.task_seconds is None:
        return None
    return {"seconds": round(result.task_seconds, 3), "values": result.task_values}


def _finding(finding: Finding, options: Options, redact: Redaction) -> dict[str, Any]:
    status, note = _status(finding, options)
    return {
        "clause": finding.clause.id,
        "basis": finding.basis,
        "always": finding.clause.always,
        "same_as": None,
        "status": status,
        "message": finding.clause.says,
        "actual": finding.actual,
        "expected": finding.expected,
        "request": curl(finding.exchange, redact),
        "exchange": exchange_data(finding.exchange, redact),
        "answer": answer_text(finding.exchange, redact),
        "client": redact(called) if (called := client_call(finding, options.spec)) is not None else None,
        "reproduction": reproduction(finding, options.spec, redact),
        "text": failure_text(finding, redact, note=note),
    }


def _status(finding: Finding, options: Options) -> tuple[str, str]:
    """The status of a finding, `failed`, `waived` or `reported`, and a remark on it."""
    waiver = options.waivers.get(finding.clause.id)
    if waiver is not None and waiver.holds(date.today()):
        until = f" until {waiver.expires}" if waiver.expires else ""
        return "waived", f"  waived{until}: {waiver.reason}"
    if finding.binds_at(options.basis):
        return "failed", f"  the waiver has expired on {waiver.expires}: {waiver.reason}" if waiver else ""
    return "reported", f"  reported only: this run fails what is {options.basis} or stronger"
