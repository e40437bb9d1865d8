"""The figures as Markdown."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime

from benchmarks.detection.servers import Run, Server
from benchmarks.detection.tools import Tool

HEAD = """# Detection

{date}, `{command}`: {faults} faults and {variants} conforming variants of
the mock server's catalogue, one at a time. Requests, paid requests and seconds are those of a run against the
correct server, with nothing else running: the median of {turns}. The suite judges faults at basis assumed and
variants at basis documented. `schemathesis run` is given a copy of the spec without `format: uri`, and is told that
an unknown id may be answered with 400: else it fails the correct server too.

| tool | faults found | clause named | false alarms | requests | of these paid | seconds |
|---|---|---|---|---|---|---|
"""


def table(tools: list[Tool], servers: list[Server], runs: list[Run], command: str) -> str:
    """The figures of all runs."""
    count = {kind: sum(server.kind == kind for server in servers) for kind in ("correct", "fault", "variant")}
    rows, missed, medians = [], [], []
    clauses = {server.name: server.clause for server in servers if server.kind == "fault"}
    for tool in tools:
        own = [run for run in runs if run.tool == tool.name]
        correct, faulty, conforming = ([run for run in own if run.kind == kind] for kind in count)
        named = sum(clauses[run.server] in run.named for run in faulty)
        alarms = [run.server for run in conforming if run.failed]
        alarms += ["the correct server"] if any(run.failed for run in correct) else []
        figures = (
            f"{_median(correct, 'requests'):.0f} | {_median(correct, 'paid'):.0f} | {_median(correct, 'seconds'):.1f}"
        )
        rows.append(
            f"| {tool.name} | {sum(run.failed for run in faulty)} of {count['fault']} "
            f"| {named if tool.names_clauses else 'none: it knows no clauses'} "
            f"| {len(alarms)} of {count['variant'] + 1} | {figures} |"
        )
        medians.append(f"- {tool.name}: {_median(faulty, 'seconds'):.1f}")
        lost = [run.server for run in faulty if not run.failed]
        missed.append(f"\nMissed by {tool.name} ({len(lost)}): {', '.join(lost) or 'none'}.")
        odd = [f"{run.server} ({run.code})" for run in own if run.code not in (0, 1)]
        missed += [f"Ended without a verdict, by exit code: {', '.join(odd)}."] if odd else []
        missed += [f"Failed although they conform: {', '.join(alarms)}."] if alarms else []
    head = HEAD.format(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        command=command,
        faults=count["fault"],
        variants=count["variant"],
        turns=count["correct"],
    )
    for tool in tools:
        missed.append(_by_paid(tool, [run for run in runs if run.tool == tool.name and run.kind == "fault"]))
    between = "\nMedian seconds of a run against a server with a fault; `schemathesis run` ends at its first failure:\n"
    return head + "\n".join([*rows, between, *medians, *missed, ""])


#: Numbers of paid requests after which it is told what has been found.
PAID = (4, 8, 12, 16, 20)


def _by_paid(tool: Tool, runs: list[Run]) -> str:
    """The share of the faults that a tool had seen after so many paid requests."""
    seen = [run.found_after for run in runs if run.failed and run.found_after is not None]
    if not seen:
        return f"\nAfter how many paid requests {tool.name} finds a fault, it does not tell."
    shares = (f"{100 * sum(after <= paid for after in seen) / len(runs):.0f} % by {paid}" for paid in PAID)
    return f"\nFound by {tool.name} by so many paid requests: {', '.join(shares)}."


def _median(runs: list[Run], figure: str) -> float:
    return float(statistics.median(getattr(run, figure) for run in runs))
