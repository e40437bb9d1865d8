"""Join the contract.json of every shard of a run (pytest contract_tests --shard I/N) into one.

Exit codes: 0 the server conforms, 1 it does not, 6 undecided (0 with --allow-undecided), 2 the reports cannot be
joined.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clausewise.cli.command_parser import command_parser
from clausewise.cli.verdicts import add_options, exit_code, is_written
from clausewise.report.earlier import ReportError, read_report
from clausewise.report.merging import MergeError, merged
from clausewise.report.verdict import VERDICTS
from clausewise.terminal.printable import printable


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = command_parser("merge", __doc__)
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT", help="a contract.json, or the folder of one")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write the one (default: nowhere)")
    add_options(parser)
    arguments = parser.parse_args(argv)
    try:
        report = merged({str(path): read_report(path) for path in arguments.reports})
    except (MergeError, ReportError) as error:
        print(printable(str(error)), file=sys.stderr)
        return 2
    except (KeyError, TypeError, ValueError) as error:
        print(f"a report lacks what a contract.json has ({error!r}): was it written by hand?", file=sys.stderr)
        return 2
    if arguments.output is not None:
        try:
            arguments.output.parent.mkdir(parents=True, exist_ok=True)
            arguments.output.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            print(f"--output {arguments.output}: cannot be written ({error.strerror}); name a file", file=sys.stderr)
            return 2
    if not is_written(report, arguments):
        return 2
    print("\n".join(map(printable, _lines(report))))
    return exit_code(report["conforms"], arguments)


def _lines(report: dict[str, Any]) -> list[str]:
    head = {"yes": "CONFORMS", "no": "DOES NOT CONFORM", "undecided": "UNDECIDED"}[report["conforms"]]
    counts = Counter(entry["verdict"] for entry in report["clauses"].values())
    sums, values, combinations = report["counts"], report["coverage"]["values"], report["coverage"]["combinations"]
    lines = [
        f"{head} at basis {report['basis']}: {report['server']}",
        "clauses       " + ", ".join(f"{counts[word]} {word}" for word in VERDICTS),
        f"values        {values['covered']} of {values['of']}",
        f"combinations  {combinations['covered']} of {combinations['of']}",
        f"requests      {sums['requests']}, {sums['paid']} paid, {sums['unknown']} more perhaps",
    ]
    failed = [name for name, entry in report["clauses"].items() if entry["verdict"] == "failed"]
    lines += [f"failed        {', '.join(failed)}"] if failed else []
    not_run = Counter(entry["reason"] for entry in report["not_run"])
    return lines + [f"not run       {count}: {reason}" for reason, count in not_run.most_common(5)]
