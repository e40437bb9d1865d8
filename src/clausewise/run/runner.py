"""The runner: has a probe sent and judged, takes a refused row apart, and reads back what an accepted one has made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LimitReachedError
from clausewise.checks import Finding
from clausewise.checks.finding import Asked
from clausewise.http.exchange import Exchange
from clausewise.probes.known_parameters import is_readable
from clausewise.probes.probe import Expected, Probe, Then
from clausewise.run.isolation import Isolation
from clausewise.run.makers import Makers, twice
from clausewise.run.prober import Prober, RunOptions, ending
from clausewise.run.reading_back import read_back
from clausewise.run.result import Cause, NotRun, Result
from clausewise.run.sender import TOO_MANY_REQUESTS, NotSentError
from clausewise.run.server_under_test import Client
from clausewise.spec import Link, Spec
from clausewise.spec.operations import id_in, made_at


class Runner:
    """Runs probes against one server, one at a time."""

    def __init__(self, spec: Spec, client: Client, ledger: Ledger, options: RunOptions | None = None) -> None:
        self.spec = spec
        self.ledger = ledger
        self.options = options or RunOptions()
        self.prober = Prober(spec, client, ledger, self.options)
        self.isolation = Isolation(spec, self.prober)
        self.prober.refine = self.isolation.refine
        self._makers = Makers()
        #: The function that is told of each thing that an accepted request has made: probe, link, id, exchange.
        self.made: Callable[[Probe, Link, str, Exchange], None] = lambda *_: None

    def run(self, probe: Probe) -> Result:
        """Send a probe and judge its answer. ServerGoneError when there is no server."""
        result = Result(probe)
        ended = next((clause.id for clause in probe.clauses if self.ledger.has_ended(ending(clause, probe))), None)
        worth_it = (
            self.options.free or probe.expected is not Expected.REFUSED or self.prober.sender.has_been_sent(probe)
        )
        if ended is not None and not worth_it:
            reason = f"{ended} was seen broken by a request that counts as paid; the rest of it is not sent"
            result.stopped(reason, Cause.BROKEN)
            return result
        try:
            exchange = self.prober.send(probe, result)
        except (LimitReachedError, NotSentError) as error:
            result.stopped(str(error), _cause(error))
            return result
        result.accepted = exchange.accepted
        if exchange.status == TOO_MANY_REQUESTS:
            result.stopped("the server answered 429: too many requests, or no balance")
        elif result.accepted and probe.operation.links:
            self._follow_up(probe, exchange, result)
        return result

    def _follow_up(self, probe: Probe, exchange: Exchange, result: Result) -> None:
        for link in probe.operation.links:
            made = id_in(exchange.json, link.keys) if exchange.has_json else None
            if made is None:
                continue
            self.made(probe, link, made, exchange)
            where = made_at(self.spec, probe.operation, link)
            result.findings += self._unique(probe, exchange, made, link, where)
            self._makers.remember(self._asked(probe, exchange, link, made))
            if self.ledger.has_made_others(made):
                result.shows([self.spec.governing(where, "unique")], probe)
            # What was accepted is judged, though what follows it may not be sent.
            if Then.REPEAT in probe.then:
                try:
                    self._repeat(probe, made, link, where, result)
                except (LimitReachedError, NotSentError) as error:
                    result.left_out.append(NotRun(f"{probe.id} (again)", str(error), _cause(error)))
            if Then.READ in probe.then and is_readable(self.spec, link):
                known = len(result.findings)
                try:
                    read_back(self.prober, link, made, result)
                except (LimitReachedError, NotSentError) as error:
                    result.left_out.append(NotRun(f"{probe.id} (read back)", str(error), _cause(error)))
                making = self._asked(probe, exchange, link, made)
                read = result.findings[known:]
                result.findings[known:] = [replace(found, before=(making, *found.before)) for found in read]

    def _asked(self, probe: Probe, exchange: Exchange, link: Link, made: str) -> Asked:
        return Asked(probe, exchange, self.prober.client.key is not None, link.keys, made)

    def _unique(
        self, probe: Probe, exchange: Exchange, made: str, link: Link, where: tuple[str | int, ...]
    ) -> list[Finding]:
        before = self.ledger.made_before(made, probe.id, exchange.request_body)
        if before is None:
            return []
        earlier, equal = before
        clause = self.spec.governing(where, "fresh" if equal else "unique")
        actual = f"{made} again, which the server has answered with before, to: {earlier}"
        expects, first = self._makers.again(made, link.keys, earlier)
        judgement = self.prober.judgement(probe, exchange)
        return [replace(judgement.finding(clause, actual, "an id that nothing else has", expects), before=first)]

    def _repeat(self, probe: Probe, made: str, link: Link, where: tuple[str | int, ...], result: Result) -> None:
        again = replace(probe, id=f"{probe.id} (again)", then=())
        exchange = self.prober.send(again, result)
        clause = self.spec.governing(where, "fresh")
        second = id_in(exchange.json, link.keys) if exchange.has_json else None
        if second is not None:
            self.made(again, link, second, exchange)
            result.shows([clause], again)
        if second == made:
            actual = f"{made} twice, for two equal requests"
            judgement = self.prober.judgement(again, exchange)
            result.findings.append(judgement.finding(clause, actual, "another id", twice(link.keys, 2)))
        elif second is not None:
            result.findings += self._unique(again, exchange, second, link, where)
            self._makers.remember(self._asked(again, exchange, link, second))


def _cause(error: Exception) -> Cause:
    return Cause.LIMIT if isinstance(error, LimitReachedError) else Cause.OTHER
