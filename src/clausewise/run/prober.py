"""The prober: sends a probe by the ledger's leave, has the answer checked, and counts what it cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from schemathesis.errors import FailureGroup

from clausewise.budget.ledger import Ledger
from clausewise.checks import CHECKS, ClauseBrokenError, Finding, Judgement, judging
from clausewise.checks.every_answer import key_shown
from clausewise.checks.expectation import accepted, refused
from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Expected, Probe
from clausewise.probes.rows import Row
from clausewise.run.evidence import gather
from clausewise.run.result import Cause, NotRun, Result, SentRequest
from clausewise.run.sender import TOO_MANY_REQUESTS, Sender, perhaps_paid
from clausewise.run.server_under_test import Client
from clausewise.run.unclear import UNCLEAR, Unclear
from clausewise.schema.value_classes import ValueClass
from clausewise.settings.option_groups import JudgingOptions, SendingOptions
from clausewise.spec import Clause, Spec


@dataclass(frozen=True)
class RunOptions:
    """The treatment of the server by a run.

    `price`: what a probe may cost, in millionths of the currency.
    """

    free: bool = True
    judging: JudgingOptions = field(default_factory=JudgingOptions)
    sending: SendingOptions = field(default_factory=SendingOptions)
    price: Callable[[Probe], int] = field(default=lambda _: 0)


#: A function that names the values at fault in the findings about a refused row.
Refine = Callable[[Probe, Judgement, list[Finding], Result], list[Finding]]


class Prober:
    """Sends probes to one server and judges the answers. `refine` names the values behind a refused row."""

    def __init__(self, spec: Spec, client: Client, ledger: Ledger, options: RunOptions) -> None:
        self.spec = spec
        self.client = client
        self.ledger = ledger
        self.options = options
        self.sender = Sender(client, ledger, options.sending, options.price)
        self.unclear = Unclear(spec, self.sender.answer)
        self.sender.unclear = self.unclear.holds_for
        self.refine: Refine | None = None
        #: The bodies that were taken of rows, in a style.
        self._taken: set[tuple[str, bytes]] = set()
        #: The fields and names of the value classes that stood in them.
        self._taken_values: set[tuple[str, str]] = set()

    def send(self, probe: Probe, result: Result) -> Exchange:
        """Send a probe's call once and check its answer; the findings go to the result."""
        case, response, exchange = self.sender.send(probe)
        paid = probe.payable and exchange.accepted
        result.requests += 1
        result.paid += paid
        unknown = perhaps_paid(probe, exchange)
        result.unknown += unknown
        price = self.options.price(probe) * (paid or unknown)
        result.spent += price
        result.sent.append(SentRequest(time.time(), exchange.seconds, exchange.status, paid, unknown, price))
        if exchange.status == TOO_MANY_REQUESTS:
            return exchange
        self.unclear.learn(probe, exchange)
        if exchange.unclear:
            result.left_out.append(NotRun(probe.id, UNCLEAR, Cause.OTHER))
        if probe.row is not None and exchange.accepted:
            self._taken.add(probe.row.written)
            self._taken_values.update(probe.row.classes.items())
        judgement = self.judgement(probe, exchange)
        gather(judgement, result)
        findings = self._no_answer(judgement) if response is None else self._checked(judgement, case, response)
        if self.refine is not None and probe.row is not None and not exchange.accepted and findings:
            findings = self.refine(probe, judgement, findings, result)
        if (
            probe.expected is Expected.REFUSED
            and not exchange.unclear
            and (paid or (probe.payable and exchange.unknown))
        ):
            for clause in probe.clauses:
                self.ledger.end_clause(ending(clause, probe))
        result.findings += findings
        return exchange

    def has_taken(self, row: Row) -> bool:
        """Tell whether the server has taken a row in this run, as it stands."""
        return row.written in self._taken

    def has_taken_value(self, name: str, value: ValueClass) -> bool:
        """Tell whether the server has taken a row with a value of a field in this run."""
        return (name, value.name) in self._taken_values

    def judgement(self, probe: Probe, exchange: Exchange) -> Judgement:
        """The facts about one answer that the checks need."""
        return Judgement(
            self.spec, probe, exchange, self.client.redact, self.client.key is not None, self.options.judging
        )

    def _checked(self, judgement: Judgement, case: object, response: object) -> list[Finding]:
        with judging(judgement):
            try:
                case.validate_response(response, checks=list(CHECKS))  # type: ignore[attr-defined]  # a schemathesis case
            except FailureGroup as group:
                broken = [getattr(failure, "exception", None) for failure in group.exceptions]
                return [f for error in broken if isinstance(error, ClauseBrokenError) for f in error.findings]
        return []

    def _no_answer(self, judgement: Judgement) -> list[Finding]:
        clause = judgement.aspect("connection")
        actual = f"no whole answer after {judgement.exchange.seconds:.1f} s ({judgement.exchange.error})"
        whole = {"kind": "answered"}
        findings = [judgement.finding(clause, actual, "a whole answer", whole)]
        if judgement.probe.expected is not Expected.OPEN:
            taken = judgement.probe.expected is Expected.ACCEPTED
            expected = "an acceptance" if taken else "a refusal with a 4xx"
            expects = (accepted if taken else refused)(judgement)
            findings += [
                judgement.expected(clause, actual, expected, expects) for clause in judgement.probe.clauses[:1]
            ]
        if judgement.exchange.framing:
            findings.append(key_shown(judgement, "an answer that broke off"))
        return findings


def ending(clause: Clause, probe: Probe) -> str:
    """The name of what ends when a probe is accepted: its clause, as far as it rests on the same basis."""
    return f"{clause.id}, {probe.basis}"
