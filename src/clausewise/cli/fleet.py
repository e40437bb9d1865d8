"""Check many servers, by the workers of a database (clausewise worker), and write a page of all.

SERVERS is a file in TOML: [[server]] tables with name, base_url and options of `clausewise check` such as api_key_env,
basis, max_paid, rate, prices, waivers and follow (true or false); [defaults] for all; total_paid, the most paid
requests over all servers; total_spend, the most money. The exit code is that of the worst server: 1 does not conform, 2
its check has ended early, 4 its options or its key are wrong, 8 it is not reached, 7 its key or address are refused, 6
undecided (0 with --allow-undecided), 0 conforms. 2 is also that of a fleet that cannot be checked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from clausewise.budget.limits import LedgerError
from clausewise.cli.command_parser import command_parser
from clausewise.fleet.servers_file import FleetError, read_servers
from clausewise.settings.output_paths import OutputPathError, checked_file, checked_folder
from clausewise.settings.shared_ledger import SharedLedgerError, read_shared
from clausewise.terminal.printable import tell

INTERRUPTED = 2
_UNITS = {"m": 60, "h": 3600, "d": 86_400}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = command_parser("fleet", __doc__)
    parser.add_argument("servers", type=Path, metavar="SERVERS", help="the file of servers, in TOML")
    parser.add_argument("--ledger", required=True, metavar="ADDRESS", help="the database: postgresql://… or env:NAME")
    parser.add_argument(
        "--run",
        required=True,
        metavar="NAME",
        help="the round, at most 20 characters, with --every at most 8; the same name goes on with it",
    )
    parser.add_argument(
        "--every", metavar="TIME", help="begin a round every so often, as 24h, 90m; never ends by itself"
    )
    parser.add_argument("--total-paid", type=int, metavar="N", help="never more than N paid requests over all servers")
    parser.add_argument(
        "--total-spend", metavar="AMOUNT", help="never spend more over all servers, in the currency of their prices"
    )
    parser.add_argument("--report", type=Path, metavar="DIR", help="write index.html and the report of each server")
    parser.add_argument(
        "--metrics", type=Path, metavar="FILE", help="write OpenMetrics text for a textfile collector, or to push it"
    )
    parser.add_argument("--allow-undecided", action="store_true", help="undecided servers do not count as bad")
    given = parser.parse_args(arguments)
    from clausewise.fleet.nights import FleetOptions, run_rounds  # --help is there without the extra

    try:
        servers = read_servers(given.servers, given.total_paid, given.total_spend)
        if given.report is not None:
            checked_folder("--report", given.report)
        if given.metrics is not None:
            checked_file("--metrics", given.metrics)
        place, every = read_shared(given.ledger, given.run), _seconds(given.every)
        options = FleetOptions(servers, place, given.report, given.metrics, given.allow_undecided, every)
        return run_rounds(options, tell)
    except (FleetError, LedgerError, OutputPathError, SharedLedgerError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        told = "the workers go on; start the same command again to see what came of it"
        print(f"interrupted: {told}", file=sys.stderr)
        return INTERRUPTED


def _seconds(text: str | None) -> float | None:
    """The seconds of a time such as 24h; FleetError where it is invalid, or shorter than a minute."""
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,4})([mhd])", text)
    if found is None:
        raise FleetError(f"--every {text}: give whole minutes, hours or days, as 90m, 24h or 1d")
    return float(found[1]) * _UNITS[found[2]]
