"""summary.md: the verdict in Markdown, as a summary of a CI job shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from clausewise.report.finding_text import bare, wanted
from clausewise.report.next_steps import next_steps
from clausewise.report.page.texts import grouped, shown
from clausewise.report.verdict import AS_LISTED

_HEADS = {"yes": "✅ Conforms", "no": "❌ Does not conform", "undecided": "❔ Undecided"}
#: Characters of one text, and of one line of code, that are shown at most.
LONGEST = 300
LONGEST_CODE = 1000
#: An address, mention, reference of an issue or a commit, or an emoji: GitHub looks for them after all escapes.
_LINKED = re.compile(r"://|www\.|@|#\d|GH-\d|:\w+:|[0-9a-f]{7}", re.I)
#: The most doubts and broken clauses that are told, and further clauses that are named: GitHub shows no summary above
#: 1 MiB.
DOUBTS, GROUPS, MORE = 20, 100, 500


def summary_markdown(report: Mapping[str, Any]) -> str:
    """The summary of a CI job.

    Where `GITHUB_STEP_SUMMARY` is set it is added there too, and failed clauses annotate the lines of the spec.
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    counts = Counter(clause["verdict"] for clause in report["clauses"].values())
    paid = report["counts"]["paid"]
    yield f"## {_HEADS[report['conforms']]} at basis {report['basis']}"
    yield ""
    yield f"{_code(report['server'])}, {_text(report['spec']['title'])} {_text(report['spec']['version'])}"
    yield ""
    yield "| clauses | requests | paid | spent | seconds |"
    yield "|---|---|---|---|---|"
    told = ", ".join(f"{counts[word]} {word}" for word in AS_LISTED)
    spent = report["spent"] or "unknown"
    yield f"| {told} | {report['counts']['requests']} | {paid} | {_text(spent)} | {report['seconds']} |"
    for doubt in report["doubts"][:DOUBTS]:
        yield ""
        yield f"Not all was checked: {_text(doubt)}"
    for step in next_steps(report):
        yield ""
        yield f"Next: {_text(step)}"
    groups = grouped(report)
    for group in groups[:GROUPS]:
        first = group["findings"][0]
        yield ""
        times = f"{group['count']} time{'s' if group['count'] != 1 else ''}"
        yield f"### {group['status']}: {_code(group['clause'])} ({group['basis']}, {times})"
        yield ""
        yield _text(group["message"])
        yield ""
        yield f"- expected: {_text(wanted(first['expected'], group['message']))}"
        yield f"- actual: {_text(bare(first['actual'], group['message']))}"
        yield f"- request: {_code(first['request'])}"
    if groups[GROUPS:]:
        yield ""
        names = ", ".join(_code(group["clause"]) for group in groups[GROUPS:][:MORE])
        yield f"And {len(groups) - GROUPS} more: {names}"


def _text(text: object) -> str:
    """A text in a line, in which nothing is Markdown, HTML or what GitHub makes links of."""
    pieces = shown(text, LONGEST).split("`")
    if len(pieces) % 2 == 0:  # a backtick without another
        return _begun(_words("`".join(pieces)).strip())
    told = (_code(piece) if number % 2 else _words(piece) for number, piece in enumerate(pieces))
    return _begun("".join(told).strip())


def _begun(line: str) -> str:
    """A line that begins no heading, list or rule."""
    return re.sub(r"^(\d*)(?=[-+#=.)])", r"\1\\", line) or _code("")


def _words(text: str) -> str:
    """Words as they are; those that GitHub would make links, pictures or mentions of as code, where it leaves them."""
    return re.sub(r"\S+", lambda word: _code(word[0]) if _LINKED.search(word[0]) else _escaped(word[0]), text)


def _escaped(word: str) -> str:
    return re.sub(r"([\\`*_\[\]|<>~&$^])", r"\\\1", word)


def _code(text: object) -> str:
    """A text as code in a line; a fence longer than any in it holds it."""
    line = " ".join(shown(text, LONGEST_CODE).split()) or "(empty)"
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    return f"{fence} {line} {fence}" if "`" in line else f"`{line}`"
