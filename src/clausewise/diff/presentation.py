"""Changes as people, programs and GitHub read them."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from clausewise.diff.change import SEVERITIES, Change, Severity
from clausewise.spec.lines import Lines
from clausewise.terminal.printable import printable, printable_json
from clausewise.terminal.workflow_commands import Level, annotation

#: Characters of a witness that people are shown.
SHOWN = 300
LEVELS: dict[Severity, Level] = {
    "breaking": "error",
    "dangerous": "warning",
    "compatible": "notice",
    "documentation": "notice",
}
MEANINGS: dict[Severity, str] = {
    "breaking": "clients of the old spec break",
    "dangerous": "clients of the old spec may break",
    "compatible": "clients of the old spec notice nothing",
    "documentation": "only words",
}


def for_people(changes: Sequence[Change], flaws: Sequence[str] = ()) -> str:
    """The changes by severity, each with its witness, and a line that counts them; `flaws` are those of the specs."""
    lines = []
    for severity in SEVERITIES:
        chosen = [change for change in changes if change.severity == severity]
        if chosen:
            lines.append(f"{severity}: {MEANINGS[severity]}")
            lines += [printable(line) for change in chosen for line in _described(change)]
            lines.append("")
    return "\n".join([*lines, counted(changes) + (" in what could be compared" if flaws else "")])


def _described(change: Change) -> list[str]:
    lines = [f"  {change.id}", f"    {change.says}", f"    at #{change.pointer}"]
    if change.operations:
        lines.append(f"    of {', '.join(change.operations)}")
    if change.server in ("breaking", "dangerous"):
        lines.append(f"    a server of the old spec {'must' if change.server == 'breaking' else 'may have to'} change")
    if change.witness is not None:
        shown = textwrap.shorten(str(change.witness), 10**6)
        if len(shown) > SHOWN:
            shown = f"{shown[:SHOWN]} … ({len(shown)} characters): {change.witness.meaning}"
        lines.append(f"    witness: {shown}")
    elif change.severity == "dangerous" and change.claim == "breaking":
        lines.append("    no witness was found: it may have no effect")
    return lines


def counted(changes: Sequence[Change]) -> str:
    """One line: how many changes of each severity."""
    counts = Counter(change.severity for change in changes)
    return ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity]) or "no changes"


def as_json(changes: Sequence[Change], flaws: Sequence[str] = ()) -> str:
    """The changes as a JSON document, `version` 1; beside `flaws`, no list of changes is the whole answer."""
    counts = Counter(change.severity for change in changes)
    document = {
        "version": 1,
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "changes": [change.as_json for change in changes],
        "flaws": list(flaws),
    }
    return printable_json(json.dumps(document, ensure_ascii=False, indent=2))


def for_github(changes: Sequence[Change], path: Path) -> str:
    """Workflow commands that annotate the lines of the new spec; words alone are not annotated."""
    lines = Lines(path)
    return "\n".join(
        annotation(
            LEVELS[change.severity],
            path.as_posix(),
            lines.line(change.pointer),
            f"{change.severity}: {change.id}",
            _message(change),
        )
        for change in changes
        if change.severity != "documentation"
    )


def _message(change: Change) -> str:
    witness = "" if change.witness is None else f"\nwitness: {printable(str(change.witness))}"
    return f"{printable(change.says)}{witness[:SHOWN]}"
