"""Many servers on one page: a line of figures for each, and the clauses that some server does not keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clausewise.report.comparison import Line, compared
from clausewise.report.page import servers_page
from clausewise.report.percentiles import percentile
from clausewise.report.verdict import NOT_KEPT


@dataclass(frozen=True)
class ServerLine:
    """One server: its name, its address, its verdict, and figures for people.

    `report` is the data of its contract.json, `page` the address of its page; both are None where nothing was sent, and
    `said` tells why.
    """

    name: str
    address: str
    conforms: str
    said: str
    paid: int
    unknown: int
    report: Mapping[str, Any] | None
    page: str | None

    @property
    def broken(self) -> list[str]:
        """The clauses that fail it."""
        clauses = self.report["clauses"] if self.report is not None else {}
        return [name for name, entry in clauses.items() if entry["verdict"] == "failed"]

    @property
    def why(self) -> str:
        """The reason why nothing was decided; nothing where it is told by clauses, or where all is decided."""
        doubts = self.report["doubts"] if self.report is not None else []
        return self.said or "; ".join(map(str, doubts))

    @property
    def spent(self) -> str:
        """The cost of its requests, with the currency; nothing where no prices are known."""
        return str(self.report["spent"] or "") if self.report is not None else ""

    @property
    def answer(self) -> float | None:
        """The median of the seconds to its answers; None where there is none."""
        return self.seconds("timeline", 50)

    @property
    def video(self) -> float | None:
        """The median of the seconds to the end of its tasks; None where none was followed to its end."""
        return self.seconds("tasks", 50)

    def seconds(self, timed: str, percent: int) -> float | None:
        """A percentile of the seconds in a list of the report, `timeline` or `tasks`; None where it is empty."""
        found = sorted(each["seconds"] for each in self.report[timed]) if self.report is not None else []
        return float(percentile(found, percent)) if found else None


def page(name: str, written: str, servers: Sequence[ServerLine], most: int | None, spent: str | None = None) -> str:
    """The page of a round: its name, when it was written, and the limit of paid requests over all servers.

    `spent` is what all have cost, and the limit of that, in words; None where money has no limit.
    """
    judged = [(server, server.report) for server in servers if server.report is not None]
    lines: list[Line] = []
    if judged:
        lines += compared([(server.name, report) for server, report in judged]).lines
    return servers_page(
        name=name,
        written=written,
        servers=servers,
        most=most,
        spent=spent,
        columns=[(server.name, server.page) for server, _ in judged],
        lines=[line for line in lines if set(NOT_KEPT).intersection(line.verdicts)],
    )
