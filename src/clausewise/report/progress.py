"""The progress of a run, in a line: for a terminal as wide as it is, for a log whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausewise.report.verdict import Verdict
from clausewise.terminal.printable import printable
from clausewise.terminal.wording import amount


class Progress:
    """The counts of a run, kept up as its records come."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self._expected = set(verdict.plan.expected_records)
        self._done: set[str] = set()
        self._decided: set[str] = set()
        self._broken: set[str] = set()
        self._controls: set[str] = set(verdict.controls)
        self._waiting: dict[str, set[str]] = {}

    def add(self, record: Mapping[str, Any]) -> None:
        """Take a record in; what shows something only beside an accepted request waits for one."""
        self._done |= {record["probe"]} & self._expected
        self._broken |= {finding["clause"] for finding in record["findings"] if finding["status"] == "failed"}
        self._decided |= {finding["clause"] for finding in record["findings"]}
        self._controls |= {*record["controls"], *self.verdict.controls}
        for clause, _, control in record["evidence"]:
            if control and control not in self._controls:
                self._waiting.setdefault(control, set()).add(clause)
            else:
                self._decided.add(clause)
        for control in self._controls & self._waiting.keys():
            self._decided |= self._waiting.pop(control)

    def parts(self, seconds: float) -> list[str]:
        """The parts of the line `seconds` after the start, what matters most first."""
        verdict = self.verdict
        counts, done, of = verdict.counts(), len(self._done), len(self._expected)
        perhaps, spent = f" (+{counts.unknown} perhaps)" if counts.unknown else "", verdict.spent()
        told = [f"{done}/{of} probes", f"{counts.paid} paid{perhaps}{f', {spent}' if spent else ''}"]
        if self._broken:
            told.append(f"{len(self._broken)} broken")
        if done and seconds:
            told.append(f"{duration(seconds * (of - done) / done)} left")
        tasks = verdict.tasks() if verdict.tasks is not None else {}
        if tasks:
            told.append(f"{tasks.get('running', 0)}/{sum(tasks.values())} tasks running")
        return [
            *told,
            f"{len(self._decided & verdict.checkable.keys())}/{len(verdict.checkable)} clauses decided",
            amount(counts.requests, "request"),
        ]

    def line(self, seconds: float, width: int | None = None) -> str:
        """The line; of the last parts those are left out that are too much for `width` columns."""
        parts = [printable(part) for part in self.parts(seconds)]
        first, *others = [f"contract: {parts[0]}", *parts[1:]]
        line = first
        for part in others:
            if width is not None and len(line) + 2 + len(part) > width:
                break
            line += f"; {part}"
        return line if width is None else line[:width]


def duration(seconds: float) -> str:
    """A length of time for people: seconds, minutes or hours."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
