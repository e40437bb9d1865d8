"""The broken clauses on the screen: each once, with its shortest request and how to send that again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from clausewise.probes.names import short_name
from clausewise.report.finding_text import bare, grounds, wanted
from clausewise.report.reproduce import test_name
from clausewise.report.verdict import NOT_KEPT, Verdict
from clausewise.spec import BASES

#: The most clauses of each verdict that are told in full; the rest by name.
LISTED = 8
#: Characters at which texts and requests are cut; they stand whole in the report.
LONGEST_TEXT, LONGEST_REQUEST = 160, 600


def broken_lines(verdict: Verdict, clauses: Mapping[str, Any]) -> list[str]:
    """The lines of every clause that failed, is waived or is only reported."""
    lines: list[str] = []
    for word in NOT_KEPT:
        names = [name for name, entry in clauses.items() if entry["verdict"] == word]
        for name in names[:LISTED]:
            found = [f for f in verdict.findings if f["clause"] == name and f["status"] == word]
            first = min(found, key=lambda f: (BASES.index(f["basis"]), f["same_as"] is not None, len(f["request"])))
            times = f", {len(found)} times" if found[1:] else ""
            told = grounds(first["basis"], always=first["always"])
            lines.append(f"{word:13} {name} ({told}{times}): {first['message']}")
            lines += _evidence(verdict, first) if word == "failed" else []
        if names[LISTED:]:
            lines.append(f"{word:13} and {', '.join(names[LISTED:])}")
    return [*lines, ""] if lines else lines


def _evidence(verdict: Verdict, finding: Mapping[str, Any]) -> list[str]:
    says = finding["message"]  # which stands above
    return [
        f"  expected    {_cut(wanted(finding['expected'], says), LONGEST_TEXT)}",
        f"  actual      {_cut(bare(finding['actual'], says), LONGEST_TEXT)}",
        f"  request     {_cut(finding['request'], LONGEST_REQUEST)}",
        f"  again       {_again(verdict, finding)}",
    ]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… (whole in the report)"


def _again(verdict: Verdict, finding: Mapping[str, Any]) -> str:
    """The command that runs just this failure again."""
    folder = verdict.options.report
    name = test_name(finding, verdict.base_url) if folder is not None else None
    if folder is not None and name is not None:
        steps = [finding["reproduction"], *finding["reproduction"]["before"]]
        pays = "CONTRACT_PAY=1 " if any(step["paid"] for step in steps) else ""
        return f"{pays}pytest {shlex.quote(str(folder / 'reproduce.py'))} -k {name}"
    return f"{verdict.command or 'the command of this run'} -k {_short(verdict, finding['probe'])}"


def _short(verdict: Verdict, probe: str) -> str:
    """The name of a probe's test, or of the function where it is one of a kind."""
    bare = probe.removesuffix(" (followed)").removesuffix(" (read again)")
    known = next((each for each in verdict.plan.probes if each.id == bare), None)
    return short_name(known) if known is not None else "followed" if "followed" in probe else "fuzzed"
