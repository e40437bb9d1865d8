"""The verdicts of a round, each by the ledger of its run, and the exit code of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LedgerError
from clausewise.fleet.rounds import Ended, Round
from clausewise.fleet.servers_file import Server
from clausewise.report.contract_json import report
from clausewise.report.exit_codes import NO_CONTACT, UNDECIDED, UNREACHABLE
from clausewise.report.fleet_page import ServerLine
from clausewise.report.of_ledger import verdict_of
from clausewise.settings.options import OptionError

#: Exit codes of checks, the worst first: broken, ended early, used wrongly, not reached, not judged, undecided.
WORST = (1, 2, 4, UNREACHABLE, NO_CONTACT, UNDECIDED)


@dataclass(frozen=True)
class Checked:
    """A server that was checked: its exit code, and its report; None where nothing was sent, `said` says why."""

    server: Server
    code: int
    said: str
    report: Mapping[str, Any] | None
    counts: Counts
    #: The amount spent, in units of the currency, and the currency; None where no prices are known.
    spent: tuple[float, str] | None = None

    @property
    def line(self) -> ServerLine:
        """The line about it on the page of all servers."""
        name = self.server.name
        return ServerLine(
            name,
            self.server.options["--base-url"],
            self.conforms,
            self.said,
            self.counts.paid,
            self.counts.unknown,
            self.report,
            f"{name}/contract.html" if self.report is not None else None,
        )

    @property
    def conforms(self) -> str:
        """The verdict: yes, no or undecided."""
        return str(self.report["conforms"]) if self.report is not None else "undecided"


def results(round_: Round, servers: Iterable[Server]) -> list[Checked]:
    """The results of those servers that are done; LedgerError when the database is gone."""
    ended = round_.ended()
    return [_checked(round_, server, ended[server.name]) for server in servers if server.name in ended]


def _checked(round_: Round, server: Server, ended: Ended) -> Checked:
    with closing(Ledger(round_.run_of(server.name))) as ledger:
        counts = ledger.counts()
        if ledger.storage.fact("given") is None:  # it has ended before it began
            return Checked(server, ended.code, ended.said, None, counts)
        try:
            verdict = verdict_of(ledger, server.files)
        except (LedgerError, OptionError) as error:
            return Checked(
                server, ended.code or UNDECIDED, f"no report can be made of its ledger: {error}", None, counts
            )
        data = report(verdict)
    code = 1 if data["conforms"] == "no" else ended.code
    prices = verdict.options.prices
    spent = None if prices is None else (counts.spent / 1_000_000, prices.currency)
    return Checked(server, code, ended.said, data, counts, spent)


def exit_code(codes: Iterable[int], *, allow_undecided: bool) -> int:
    """The exit code of all: that of the worst; with `allow_undecided` undecided ones do not count."""
    found = set(codes) - ({UNDECIDED} if allow_undecided else set())
    return next((code for code in WORST if code in found), 0 if found <= {0} else 2)
