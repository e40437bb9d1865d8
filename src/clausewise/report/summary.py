"""The verdict on one screen of the terminal."""

from __future__ import annotations

from collections import Counter
from typing import Any

from clausewise.probes.cuts import cuts
from clausewise.probes.unsupported import unsupported
from clausewise.report.failure import grounds
from clausewise.report.task_times import task_lines
from clausewise.report.verdict import Verdict
from clausewise.spec import BASES

#: How many broken clauses are listed with their first request; the rest by name.
LISTED = 8
_UNDECIDED = "nothing failed, and not everything was checked"


def summary(verdict: Verdict) -> list[str]:
    """The lines of the screen."""
    basis, judged = verdict.options.basis, bool(verdict.records)
    head = {
        "yes": f"CONFORMS at basis {basis}",
        "no": f"DOES NOT CONFORM at basis {basis}",
        "undecided": f"UNDECIDED at basis {basis}: {_UNDECIDED if judged else 'nothing was judged'}",
    }[verdict.conforms]
    counted = verdict.counts()
    clauses = verdict.clauses()
    coverage = verdict.coverage()
    counts = Counter(entry["verdict"] for entry in clauses.values())
    lines = [f"{head}: {verdict.base_url}", ""]
    if verdict.ended is not None and not judged:
        return [
            *lines,
            f"requests      {counted.requests}, of them {verdict.spending()}",
            f"ended         {verdict.ended}",
        ]
    lines += _broken(verdict, clauses)
    lines += [
        "clauses       "
        + ", ".join(f"{counts[word]} {word}" for word in ("kept", "failed", "waived", "reported", "not checked")),
        f"values        {coverage['values']['covered']} of {coverage['values']['of']} value classes accepted",
        f"combinations  {coverage['combinations']['covered']} of {coverage['combinations']['of']}"
        f" of {verdict.options.strength} fields accepted",
        f"requests      {counted.requests}, of them {verdict.spending()}"
        + (f" (at most {verdict.options.max_paid})" if verdict.options.max_paid is not None else ""),
        f"time          {verdict.seconds:.1f} s, seed {verdict.options.seed}",
    ]
    lines += task_lines(verdict)
    lines += [f"undecided     {doubt}" for doubt in verdict.doubts() if verdict.conforms == "undecided"]
    not_run = Counter(str(left["reason"]) for left in verdict.not_run)
    lines += [f"not run       {count}: {reason}" for reason, count in not_run.most_common(5)]
    unchecked: dict[str, list[str]] = {}
    for name, entry in clauses.items():
        if entry["verdict"] == "not checked":
            unchecked.setdefault(entry["reason"], []).append(name)
    lines += [f"not checked   {', '.join(names)}: {reason}" for reason, names in unchecked.items()]
    lines += [f"not supported {line}" for line in unsupported(verdict.options.spec)]
    options = verdict.options
    lines += [f"cut           {line}" for line in cuts(options.spec, options.strength, free=options.free)]
    lines += [f"waiver        {clause} is kept: its waiver can go" for clause in verdict.waivers_passing()]
    return lines


def _broken(verdict: Verdict, clauses: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for word in ("failed", "waived", "reported"):
        names = [name for name, entry in clauses.items() if entry["verdict"] == word]
        for name in names[:LISTED]:
            found = [f for f in verdict.findings if f["clause"] == name and f["status"] == word]
            first = min(found, key=lambda f: (BASES.index(f["basis"]), f["same_as"] is not None))
            times = f", {len(found)} times" if found[1:] else ""
            lines += [
                f"{word:9} {name} ({grounds(first['basis'], always=first['always'])}{times}): {first['message']}",
                f"          {first['actual'][:160]}",
                f"          first: {first['probe']}",
            ]
        if names[LISTED:]:
            lines.append(f"{word:9} and {', '.join(names[LISTED:])}")
    return [*lines, ""] if lines else lines
