"""Write the report of a run of many machines from its ledger, while they work or when they are done.

Exit codes: 0 the server conforms, 1 it does not, 6 undecided (0 with --allow-undecided), 2 there is no such run, or the
report cannot be written.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.cli.command_parser import command_parser
from clausewise.cli.verdicts import add_options, exit_code, is_written
from clausewise.report.contract_json import report
from clausewise.report.of_ledger import verdict_of
from clausewise.report.summary import summary
from clausewise.settings.options import OptionError
from clausewise.settings.shared_ledger import SharedLedgerError, read_shared


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = command_parser("report", __doc__)
    parser.add_argument("--ledger", required=True, metavar="ADDRESS", help="its ledger: postgresql://… or env:NAME")
    parser.add_argument("--run", required=True, metavar="NAME", help="the name of the run")
    add_options(parser)
    for name in ("--spec", "--prices", "--waivers"):
        parser.add_argument(name, metavar="FILE", help="where this file of the run lies on this machine, if elsewhere")
    arguments = parser.parse_args(argv)
    moved = {f"--{name}": getattr(arguments, name) for name in ("spec", "prices", "waivers")}
    try:
        with closing(Ledger(read_shared(arguments.ledger, arguments.run), begun=True)) as ledger:
            verdict = verdict_of(ledger, {name: file for name, file in moved.items() if file is not None})
            print("\n".join(summary(verdict)))
            data = report(verdict)
    except (LedgerError, OptionError, SharedLedgerError) as error:
        print(error, file=sys.stderr)
        return 2
    if not is_written(data, arguments):
        return 2
    return exit_code(verdict.conforms, arguments)
