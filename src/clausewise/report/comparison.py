"""Comparing reports: which clauses are judged better, worse or anew, between runs, days or servers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from clausewise.report.percentiles import percentile

#: The verdicts of a clause from best to worst; what is not checked is neither better nor worse than another.
_RANK = {"kept": 0, "reported": 1, "waived": 2, "failed": 3}
Change = Literal["same", "better", "worse", "new", "gone", "unknown"]
#: The changes that are told, what matters most first.
CHANGES: tuple[Change, ...] = ("worse", "better", "new", "gone", "unknown")


@dataclass(frozen=True)
class Column:
    """One report of a comparison: its name, its server, and figures for people.

    `answer` and `video` are the median and the worst of the seconds to the answer and to the end of a task; None where
    none has come.
    """

    name: str
    server: str
    conforms: str
    paid: int
    spent: str
    answer: tuple[float, float] | None
    video: tuple[float, float] | None


@dataclass(frozen=True)
class Line:
    """One clause: its basis, its sentence, its verdict in each report, and how each compares with the first report."""

    clause: str
    basis: str
    says: str
    verdicts: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def change(self) -> Change:
        """The change that matters most of those in any report."""
        return next((change for change in CHANGES if change in self.changes), "same")


@dataclass(frozen=True)
class Comparison:
    """Several reports, side by side."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def changed(self, change: Change) -> list[str]:
        """The clauses that are changed so in some report."""
        return [line.clause for line in self.lines if change in line.changes]

    def summary(self, column: int) -> str:
        """The number of clauses that are judged otherwise in a report than in the first, in words."""
        found = Counter(line.changes[column] for line in self.lines)
        return ", ".join(f"{found[word]} {word}" for word in CHANGES if found[word]) or "the same"


def compared(reports: Sequence[tuple[str, Mapping[str, Any]]]) -> Comparison:
    """The comparison of named reports with the first of them."""
    names = list(dict.fromkeys(clause for _, report in reports for clause in report["clauses"]))
    return Comparison(
        tuple(_column(name, report) for name, report in reports),
        tuple(_line(clause, [report["clauses"].get(clause) for _, report in reports]) for clause in names),
    )


def _column(name: str, report: Mapping[str, Any]) -> Column:
    return Column(
        name,
        report["server"],
        report["conforms"],
        report["counts"]["paid"],
        report["spent"] or "",
        _spread(report["timeline"]),
        _spread(report["tasks"]),
    )


def _spread(timed: Sequence[Mapping[str, Any]]) -> tuple[float, float] | None:
    seconds = sorted(each["seconds"] for each in timed)
    return (percentile(seconds, 50), seconds[-1]) if seconds else None


def _line(clause: str, entries: Sequence[Mapping[str, Any] | None]) -> Line:
    verdicts = tuple("not in it" if entry is None else str(entry["verdict"]) for entry in entries)
    known = next(entry for entry in entries if entry is not None)
    changes = tuple(_change(verdicts[0], verdict) for verdict in verdicts)
    return Line(clause, known["basis"], known.get("says", ""), verdicts, changes)


def _change(before: str, after: str) -> Change:
    if before == after:
        return "same"
    if before == "not in it":
        return "worse" if after == "failed" else "new"
    if after == "not in it":
        return "gone"
    if before not in _RANK or after not in _RANK:
        return "worse" if after == "failed" else "unknown"
    return "worse" if _RANK[after] > _RANK[before] else "better"
