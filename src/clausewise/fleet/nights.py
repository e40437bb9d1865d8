"""The rounds of a fleet, one or one each night: each is begun, waited for, and told of."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clausewise.budget.limits import LedgerError
from clausewise.fleet.metrics import metrics, write_metrics
from clausewise.fleet.results import Checked, exit_code, results
from clausewise.fleet.rounds import Round, Sums
from clausewise.fleet.servers_file import Servers
from clausewise.report.fleet_page import page
from clausewise.report.formats import write_formats
from clausewise.settings.shared_ledger import SharedLedger, SharedLedgerError, SharedRound

#: Seconds between two looks at the round, and between two lines about it.
LOOK, TELL = 1.0, 10.0
#: The longest name of a round: with the longest of a server it is the name of a run.
LONGEST = 20
#: The end of a name of one round of many: the minute in which its turn has begun, UTC.
_STAMP = "-%y%m%d-%H%M"
_STAMP_LENGTH = 12


@dataclass(frozen=True)
class FleetOptions:
    """The options of a fleet: `place` names the round, or the rounds that begin `every` so many seconds."""

    servers: Servers
    place: SharedLedger
    report: Path | None = None
    metrics: Path | None = None
    allow_undecided: bool = False
    every: float | None = None


def run_rounds(options: FleetOptions, tell: Callable[[str], None]) -> int:
    """Carry out one round, or rounds without end; gives the exit code of the one.

    LedgerError when the database is gone, or the round is another; SharedLedgerError when its name is too long.
    """
    longest = LONGEST if options.every is None else LONGEST - _STAMP_LENGTH
    if len(options.place.run) > longest:
        raise SharedLedgerError(f"--run: give at most {longest} characters, to which the names of servers are added")
    if options.every is None:
        return _round(options, options.place.run, options.report, tell)
    while True:
        # The turn, not the start, names the round: a fleet that is started again goes on with it, and pays nothing.
        turn = time.time() // options.every * options.every
        name = options.place.run + datetime.fromtimestamp(turn, UTC).strftime(_STAMP)
        code = _round(options, name, options.report / name if options.report is not None else None, tell)
        due = max(turn + options.every, time.time() // options.every * options.every)
        tell(f"fleet: {name} has ended with {code}; the next begins at {datetime.fromtimestamp(due, UTC):%F %R} UTC")
        time.sleep(max(0.0, due - time.time()))


def _round(options: FleetOptions, name: str, folder: Path | None, tell: Callable[[str], None]) -> int:
    servers = options.servers.servers
    with closing(Round(SharedRound(options.place.address, name))) as round_:
        round_.begin(servers, options.servers.total)
        tell(f"fleet: round {name} is submitted; `clausewise worker` with the same --ledger takes it, wherever it runs")
        _wait(round_, options.servers, tell)
        sums = round_.sums()
        checked = results(round_, servers)
    try:
        if folder is not None:
            _write(checked, folder, name, sums.most.paid, _spent(sums, options.servers))
        if options.metrics is not None:
            names = {each.server.name for each in checked}
            missing = [server for server in servers if server.name not in names]
            write_metrics(metrics(checked, missing, time.time()), options.metrics)
    except OSError as error:
        raise LedgerError(f"{error.filename}: it cannot be written ({error.strerror}); give another place") from None
    for line in server_lines(checked):
        tell(line)
    return exit_code((each.code for each in checked), allow_undecided=options.allow_undecided)


def _wait(round_: Round, servers: Servers, tell: Callable[[str], None]) -> None:
    """Wait until every server is done."""
    due = 0.0
    while (sums := round_.sums()).done < sums.servers:
        if time.monotonic() >= due:
            due = time.monotonic() + TELL
            limit = f" of at most {sums.most.paid}" if sums.most.paid is not None else ""
            spent = _spent(sums, servers)
            paid = f"{sums.paid} paid or perhaps{limit}{f'; {spent}' if spent is not None else ''}"
            tell(f"fleet: {sums.done}/{sums.servers} servers done; {paid}")
        time.sleep(LOOK)


def _spent(sums: Sums, servers: Servers) -> str | None:
    """The money of a round and its limit, in words; None where it has no limit."""
    most = sums.most.spend
    return None if most is None else f"{servers.money(sums.spent)} of at most {servers.money(most)}"


def _write(checked: list[Checked], folder: Path, name: str, most: int | None, spent: str | None) -> None:
    """Write the report of each server, and the page of all."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in checked:
        if each.report is not None:
            write_formats(each.report, folder / each.server.name)
    text = page(name, f"{datetime.now(UTC):%F %R} UTC", [each.line for each in checked], most, spent)
    (folder / "index.html").write_text(text, encoding="utf-8", errors="backslashreplace")


def server_lines(checked: list[Checked]) -> Iterator[str]:
    """The lines of a round, one for each server."""
    heads = {"yes": "conforms", "no": "does not conform", "undecided": "undecided"}
    for each in checked:
        why = ", ".join(each.line.broken) or each.said
        paid = f"{each.counts.paid} paid{f', {each.counts.unknown} more perhaps' if each.counts.unknown else ''}"
        yield f"{each.server.name:19}  {heads[each.conforms]:16}  {paid}{f'; {why}' if why else ''}"
