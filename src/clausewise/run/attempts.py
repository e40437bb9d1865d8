"""Attempts: variations of a refused row, which find out what the server really refuses of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from http import HTTPStatus

from clausewise.budget.limits import LimitReachedError
from clausewise.checks.finding import Finding
from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Probe
from clausewise.probes.rows import Row
from clausewise.run.prober import Prober
from clausewise.run.result import Result
from clausewise.run.sender import TOO_MANY_REQUESTS, NotSentError


class NotKnownError(Exception):
    """Nobody can find out whether the server refuses a row."""


@dataclass(frozen=True)
class Attempts:
    """The attempts of one search: variations of a refused row, sent to see whether they fail in the same way."""

    prober: Prober
    probe: Probe
    findings: list[Finding]
    result: Result
    crashed: bool
    #: The answers so far: whether a body in a style was refused.
    _asked: dict[tuple[str, bytes], bool] = field(default_factory=dict)

    def refused(self, row: Row) -> bool:
        """Tell whether the server refuses a row too; NotKnownError where it may not be sent, or is answered 429.

        A crash is no refusal: where the row was refused, what crashes the server hides behind that. Nothing is asked
        twice.
        """
        if row.written not in self._asked:
            self._asked[row.written] = self._ask(row)
        return self._asked[row.written]

    def _ask(self, row: Row) -> bool:
        call = replace(self.probe.call, body=row.style.write(row.body), content_type=row.style.content_type)
        name = f"{self.probe.id} (isolation)"
        attempt = replace(self.probe, id=name, call=call, row=row, then=(), isolating=True)
        found = len(self.result.findings)
        try:
            exchange = self.prober.send(attempt, self.result)
        except (LimitReachedError, NotSentError) as reason:
            raise NotKnownError from reason
        if exchange.status == TOO_MANY_REQUESTS:
            raise NotKnownError
        # What an attempt finds is the row's own finding again, but for what holds of every answer, or of this one.
        known = {finding.clause for finding in [*self.findings, *self.result.findings[:found]]}
        new = [one for one in self.result.findings[found:] if one.clause not in known]
        self.result.findings[found:] = [one for one in new if one.clause.always or exchange.accepted]
        return not exchange.accepted and is_crash(exchange) == self.crashed


def is_crash(exchange: Exchange) -> bool:
    """Tell whether a server broke down over a request, or did not answer it."""
    return exchange.status is None or exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR
