"""The runner: sends a probe by the ledger's leave, has the answer checked, and follows up what it made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from schemathesis.errors import FailureGroup

from contract_tests.checks import CHECKS, ClauseBrokenError, Finding, Judgement, judging
from contract_tests.checks.exercised import exercised
from contract_tests.generation.probe import Expected, Probe, Then
from contract_tests.running.client import Client
from contract_tests.running.exchange import Exchange
from contract_tests.running.isolation import Isolation
from contract_tests.running.ledger import Ledger
from contract_tests.running.limits import LimitReachedError
from contract_tests.running.reading import read_back
from contract_tests.running.result import Result
from contract_tests.running.sender import (
    TOO_MANY_REQUESTS,
    Manners,
    NotSentError,
    Sender,
    ServerGoneError,
    perhaps_paid,
)
from contract_tests.spec import Clause, Spec
from contract_tests.spec.operations import found


@dataclass(frozen=True)
class RunOptions:
    """How a run treats the server.

    `max_seconds`: what one answer may take; None lets it take its time. `price`: what a probe may cost,
    in millionths of the currency.
    """

    free: bool = True
    max_seconds: float | None = None
    manners: Manners = field(default_factory=Manners)
    price: Callable[[Probe], int] = field(default=lambda _: 0)


class Runner:
    """Runs probes against one server, one at a time."""

    def __init__(self, spec: Spec, client: Client, ledger: Ledger, options: RunOptions | None = None) -> None:
        self.spec = spec
        self.client = client
        self.ledger = ledger
        self.options = options or RunOptions()
        self.sender = Sender(client, ledger, self.options.manners, self.options.price)
        self.isolation = Isolation(spec, self)

    def run(self, probe: Probe) -> Result:
        """Send a probe and judge its answer. ServerGoneError when there is no server."""
        result = Result(probe)
        ended = next((clause.id for clause in probe.clauses if self.ledger.has_ended(_ending(clause, probe))), None)
        worth_it = self.options.free or probe.expected is not Expected.REFUSED or self.sender.has_been_sent(probe)
        if ended is not None and not worth_it:
            result.not_run = f"{ended} was seen broken by a request that counts as paid; the rest of it is not sent"
            return result
        try:
            exchange = self.send(probe, result)
            result.accepted = exchange.accepted
            if result.accepted and probe.operation.links:
                self._follow_up(probe, exchange, result)
        except (LimitReachedError, NotSentError) as reason:
            result.not_run = str(reason)
            return result
        if exchange.status == TOO_MANY_REQUESTS:
            result.not_run = "the server answered 429: too many requests, or no balance"
        return result

    def send(self, probe: Probe, result: Result) -> Exchange:
        """Send a probe's call once and check its answer; the findings go to the result."""
        case, response, exchange = self.sender.send(probe)
        paid = probe.payable and exchange.accepted
        result.requests += 1
        result.paid += paid
        unknown = perhaps_paid(probe, exchange)
        result.unknown += unknown
        result.spent += self.options.price(probe) * (paid or unknown)
        result.checked |= {clause.id for clause in self._checked_by(probe, exchange)}
        if exchange.status == TOO_MANY_REQUESTS:
            return exchange
        judgement = self.judgement(probe, exchange)
        findings = self._no_answer(judgement) if response is None else self._checked(judgement, case, response)
        if probe.row is not None and not exchange.accepted and findings:
            findings = self.isolation.refine(probe, judgement, findings, result)
        if probe.expected is Expected.REFUSED and exchange.accepted and paid:
            for clause in probe.clauses:
                self.ledger.end_clause(_ending(clause, probe))
        result.findings += findings
        return exchange

    def judgement(self, probe: Probe, exchange: Exchange) -> Judgement:
        """What the checks need to know of one answer."""
        return Judgement(
            self.spec, probe, exchange, self.client.redact, self.client.key is not None, self.options.max_seconds
        )

    def _checked(self, judgement: Judgement, case: object, response: object) -> list[Finding]:
        with judging(judgement):
            try:
                case.validate_response(response, checks=list(CHECKS))  # type: ignore[attr-defined]  # a schemathesis case
            except FailureGroup as group:
                broken = [getattr(failure, "exception", None) for failure in group.exceptions]
                return [f for error in broken if isinstance(error, ClauseBrokenError) for f in error.findings]
        return []

    def _checked_by(self, probe: Probe, exchange: Exchange) -> Iterator[Clause]:
        """The clauses that this answer has put to the test, kept or broken."""
        yield from probe.clauses
        if probe.call.method != probe.operation.method:
            yield self.spec.governing(probe.operation.pointer, "allow")
        accepted = probe.operation.accepted
        if accepted is not None and exchange.accepted and exchange.has_json:
            yield self.spec.governing(accepted.path, "status")
            if exchange.media_type in accepted.media:
                yield from exercised(self.spec, accepted.schema_path(exchange.media_type), exchange.json)

    def _no_answer(self, judgement: Judgement) -> list[Finding]:
        clause = judgement.aspect("connection")
        came = f"no whole answer after {judgement.exchange.seconds:.1f} s ({judgement.exchange.error})"
        findings = [judgement.finding(clause, came, "a whole answer")]
        if judgement.probe.expected is not Expected.OPEN:
            right = "an acceptance" if judgement.probe.expected is Expected.ACCEPTED else "a refusal with a 4xx"
            findings += [judgement.expected(clause, came, right) for clause in judgement.probe.clauses[:1]]
        return findings

    def _follow_up(self, probe: Probe, exchange: Exchange, result: Result) -> None:
        for link in probe.operation.links:
            made = found(exchange.json, link.location) if exchange.has_json else None
            if not isinstance(made, str) or not made:
                continue
            where = (*_schema(self.spec, probe), *(key for name in link.location for key in ("properties", name)))
            result.findings += self._unique(probe, exchange, made, where)
            if Then.REPEAT in probe.then and result.accepted:
                self._repeat(probe, made, link.location, where, result)
            if Then.READ in probe.then:
                read_back(self, link, made, result)

    def _unique(self, probe: Probe, exchange: Exchange, made: str, where: tuple[str | int, ...]) -> list[Finding]:
        before = self.ledger.made_before(made, probe.id, exchange.request_body)
        if before is None:
            return []
        earlier, equal = before
        clause = self.spec.governing(where, "fresh" if equal else "unique")
        came = f"{made} again, which the server has answered with before, to: {earlier}"
        return [self.judgement(probe, exchange).finding(clause, came, "an id that nothing else has")]

    def _repeat(
        self, probe: Probe, made: str, location: tuple[str, ...], where: tuple[str | int, ...], result: Result
    ) -> None:
        again = replace(probe, id=f"{probe.id} (again)", then=())
        exchange = self.send(again, result)
        clause = self.spec.governing(where, "fresh")
        result.checked.add(clause.id)
        second = found(exchange.json, location) if exchange.has_json else None
        if isinstance(second, str) and second == made:
            came = f"{made} twice, for two equal requests"
            result.findings.append(self.judgement(again, exchange).finding(clause, came, "another id"))
        elif isinstance(second, str):
            result.findings += self._unique(again, exchange, second, where)


def _ending(clause: Clause, probe: Probe) -> str:
    """What ends when a probe is accepted: its clause, as far as it rests on the same basis."""
    return f"{clause.id}, {probe.basis}"


def _schema(spec: Spec, probe: Probe) -> tuple[str | int, ...]:
    accepted = probe.operation.accepted
    return spec.follow(accepted.schema_path())[0] if accepted is not None else probe.operation.pointer


__all__ = ["Manners", "RunOptions", "Runner", "ServerGoneError"]
