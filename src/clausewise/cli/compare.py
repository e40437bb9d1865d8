"""Compare reports: what got better, worse or new between runs, days or servers, against the first of them.

Each REPORT is a contract.json, or the folder of one. Exit codes: 0 no clause is judged worse, 1 one is, 2 used wrongly.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap

from clausewise.cli.command_parser import command_parser
from clausewise.report.comparison import CHANGES, Comparison, compared
from clausewise.report.earlier import ReportError, read_report
from clausewise.report.page import matrix_page
from clausewise.report.summary import WIDTH
from clausewise.terminal.printable import printable
from clausewise.terminal.wording import amount

WORSE, USED_WRONGLY = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = command_parser("compare", __doc__)
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT", help="a contract.json, or the folder of one")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write them as a page: clauses by reports")
    given = parser.parse_args(arguments)
    try:
        comparison = compared([(str(path), read_report(path)) for path in given.reports])
    except ReportError as error:
        print(printable(str(error)), file=sys.stderr)
        return USED_WRONGLY
    except (KeyError, TypeError, AttributeError) as error:
        print(f"a report lacks what a contract.json has ({error!r}): was it written by hand?", file=sys.stderr)
        return USED_WRONGLY
    print("\n".join(map(printable, _lines(comparison))))
    if given.page is not None:
        try:
            given.page.write_text(matrix_page(comparison), encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            print(f"--page {given.page}: cannot be written ({error.strerror}); name a file", file=sys.stderr)
            return USED_WRONGLY
    return WORSE if comparison.changed("worse") else 0


def _lines(comparison: Comparison) -> Iterator[str]:
    for number, column in enumerate(comparison.columns, start=1):
        spent = f"{column.paid} paid {column.spent}".strip()
        video = f", video after {column.video[0]:.1f} s (worst {column.video[1]:.1f} s)" if column.video else ""
        yield f"{number}. {column.name}: {column.server}, conforms: {column.conforms}, {spent}{video}"
    unknown = [line.clause for line in comparison.lines if line.change == "unknown"]
    if unknown:  # first, since there may be many
        told = f"unknown  {amount(unknown, 'clause')}, not checked in one of the reports: {', '.join(unknown)}"
        yield from wrap(told, WIDTH, subsequent_indent=" " * 9, break_long_words=False, break_on_hyphens=False)
    for change in reversed(CHANGES):
        for line in comparison.lines:
            if change in line.changes and change != "unknown":
                yield f"{change:8} {line.clause} ({line.basis}): {', '.join(line.verdicts)}"
    if all(set(line.changes) == {"same"} for line in comparison.lines):
        yield "every clause is judged the same"
    for number, column in enumerate(comparison.columns[1:], start=2):
        yield f"{number}. {column.name} against 1.: {comparison.summary(number - 1)}"
