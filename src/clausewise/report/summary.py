"""The verdict on one screen of the terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import Any

from clausewise.probes.cuts import cuts
from clausewise.probes.unsupported import unsupported
from clausewise.report.broken import broken_lines
from clausewise.report.next_steps import next_steps
from clausewise.report.task_times import answer_line, task_lines
from clausewise.report.verdict import AS_LISTED, Verdict
from clausewise.terminal.printable import printable

_UNDECIDED = "nothing failed, and not everything was checked"
#: The columns before the text of a line, and those of a terminal, by which lines are broken.
_INDENT, WIDTH = 14, 80
#: The lines that are copied, and so are not broken.
_WHOLE = ("  request ", "  again ")


def summary(verdict: Verdict) -> list[str]:
    """The lines of the screen, at most 80 columns wide but for commands."""
    return [piece for line in _lines(verdict) for piece in _broken_up(printable(line))]


def _broken_up(line: str) -> list[str]:
    if len(line) <= WIDTH or line.startswith(_WHOLE):
        return [line]
    # A word, as the name of a clause or an address, stays whole.
    return textwrap.wrap(line, WIDTH, subsequent_indent=" " * _INDENT, break_long_words=False, break_on_hyphens=False)


def _lines(verdict: Verdict) -> list[str]:
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
    lines += broken_lines(verdict, clauses)
    lines += [
        "clauses       " + ", ".join(f"{counts[word]} {word}" for word in AS_LISTED),
        f"values        {coverage['values']['covered']} of {coverage['values']['of']} value classes accepted",
        f"combinations  {coverage['combinations']['covered']} of {coverage['combinations']['of']} accepted, of"
        f" {verdict.options.strength} field{'s' if verdict.options.strength > 1 else ''} each",
        f"requests      {counted.requests}, of them {verdict.spending()}"
        + (f" (at most {verdict.options.max_paid})" if verdict.options.max_paid is not None else ""),
        f"time          {verdict.seconds:.1f} s, seed {verdict.options.seed}",
    ]
    lines += answer_line(verdict)
    lines += task_lines(verdict)
    return [*lines, *_left_open(verdict, clauses), *_waivers(verdict)]


def _left_open(verdict: Verdict, clauses: dict[str, Any]) -> list[str]:
    """The lines of what was not checked, and why."""
    conforms, not_run = verdict.conforms, verdict.not_run
    lines = []
    if conforms == "undecided":
        lines += [f"undecided     {doubt}" for doubt in verdict.doubts()]
        lines += [f"next          {step}" for step in next_steps({"conforms": conforms, "not_run": not_run})]
    reasons = Counter(str(left["reason"]) for left in not_run)
    lines += [f"not run       {count}: {reason}" for reason, count in reasons.most_common(5)]
    unchecked: dict[str, list[str]] = {}
    for name, entry in clauses.items():
        if entry["verdict"] == "not checked":
            unchecked.setdefault(entry["reason"], []).append(name)
    lines += [f"not checked   {', '.join(names)}: {reason}" for reason, names in unchecked.items()]
    options = verdict.options
    lines += [f"not supported {line}" for line in unsupported(options.spec)]
    return lines + [f"cut           {line}" for line in cuts(options.spec, options.strength, free=options.free)]


def _waivers(verdict: Verdict) -> list[str]:
    """The lines of waivers that have expired, and of those that nothing needs any more."""
    expired = [f"waiver        {name} has expired on {waiver.expires}" for name, waiver in verdict.waivers_expired()]
    return expired + [f"waiver        {name} is kept: its waiver can go" for name in verdict.waivers_passing()]
