"""The rounds of a fleet, one or one each night: each is begun, waited for, and told of."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from clausewise.budget.limits import LedgerError
from clausewise.fleet.results import Checked, exit_code, results
from clausewise.fleet.rounds import Round
from clausewise.fleet.servers import Servers
from clausewise.report.formats import write_formats
from clausewise.settings.shared_ledger import SharedLedger, SharedLedgerError, SharedRound

#: How often the round is looked at, and how often a line tells of it, in seconds.
LOOK, TELL = 1.0, 10.0
#: The longest name of a round: with the longest of a server it is the name of a run.
LONGEST = 20


@dataclass(frozen=True)
class Orders:
    """The orders of a fleet: `place` names the round."""

    servers: Servers
    place: SharedLedger
    report: Path | None = None
    allow_undecided: bool = False


def carried_out(orders: Orders, tell: Callable[[str], None]) -> int:
    """Carry out one round; gives its exit code. LedgerError when the database is gone, or the round is another."""
    name = orders.place.run
    if len(name) > LONGEST:
        raise SharedLedgerError(f"--run: a round has a name of at most {LONGEST} characters")
    with closing(Round(SharedRound(orders.place.address, name))) as round_:
        round_.begin(orders.servers.servers, orders.servers.total_paid)
        _wait(round_, tell)
        checked = results(round_, orders.servers.servers)
    if orders.report is not None:
        _write(checked, orders.report)
    for line in told(checked):
        tell(line)
    return exit_code((each.code for each in checked), allow_undecided=orders.allow_undecided)


def _wait(round_: Round, tell: Callable[[str], None]) -> None:
    """Wait until every server is done."""
    due = 0.0
    while (sums := round_.sums()).done < sums.servers:
        if time.monotonic() >= due:
            due = time.monotonic() + TELL
            limit = f" of at most {sums.most}" if sums.most is not None else ""
            tell(f"fleet: {sums.done}/{sums.servers} servers done; {sums.paid} paid or perhaps{limit}")
        time.sleep(LOOK)


def _write(checked: list[Checked], folder: Path) -> None:
    """Write the report of each server; LedgerError where it cannot be written."""
    try:
        for each in checked:
            if each.report is not None:
                write_formats(each.report, folder / each.server.name)
    except OSError as error:
        raise LedgerError(f"--report {folder}: it cannot be written ({error.strerror}); name another folder") from None


def told(checked: list[Checked]) -> Iterator[str]:
    """The lines of a round, one for each server."""
    heads = {"yes": "conforms", "no": "does not conform", "undecided": "undecided"}
    for each in checked:
        broken = broken_clauses(each)
        why = ", ".join(broken) if broken else each.said
        paid = f"{each.counts.paid} paid{f', {each.counts.unknown} more perhaps' if each.counts.unknown else ''}"
        yield f"{each.server.name:19}  {heads[each.conforms]:16}  {paid}{f'; {why}' if why else ''}"


def broken_clauses(checked: Checked) -> list[str]:
    """The clauses that fail a server."""
    clauses = checked.report["clauses"] if checked.report is not None else {}
    return [name for name, entry in clauses.items() if entry["verdict"] == "failed"]
