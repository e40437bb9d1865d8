"""Isolation: a refused row is named by the values that the server really refuses of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

from clausewise.budget.limits import LimitReachedError
from clausewise.checks.finding import Finding, Judgement
from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Probe
from clausewise.probes.rows import Row
from clausewise.probes.wire import PLAIN
from clausewise.run.attempts import Attempts, NotKnownError, is_crash
from clausewise.run.baseline import Baseline, Culprits, baseline_of
from clausewise.run.culprits import Search
from clausewise.run.prober import Prober
from clausewise.run.result import Cause, NotRun, Result
from clausewise.run.sender import NotSentError
from clausewise.schema.factors import ABSENT
from clausewise.spec import Basis, Clause, Operation, Spec
from clausewise.spec.clauses import weakest

#: The most causes that are looked for in one run where each accepted request costs money.
CAUSES_WORTH_MONEY = 3
#: The most fields at fault together that are named one by one.
FEW = 4


class Isolation:
    """Names the values behind refused rows; remembers them, so that each is looked for once."""

    def __init__(self, spec: Spec, prober: Prober) -> None:
        self.spec = spec
        self.prober = prober
        #: The values known to be at fault, each with whether the server crashes on them.
        self.known: list[tuple[bool, Culprits]] = []
        self._searches = 0
        self._baselines: dict[str, Baseline | None] = {}

    def refine(self, probe: Probe, judgement: Judgement, findings: list[Finding], result: Result) -> list[Finding]:
        """The findings of a refused row, those of the row's first clause named by the values at fault.

        Where these cannot be found out, the findings stay those of the row's first clause.
        """
        row = probe.row
        baseline = None if row is None else self._baseline(probe.operation, row)
        if row is None or baseline is None or probe.isolating or self._is_of_no_value(judgement.exchange):
            return findings
        whole, crashed = row, is_crash(judgement.exchange)
        culprits = self._remembered(row, crashed=crashed)
        guess = self._guess(row, crashed=crashed) if culprits is None else {}
        if guess:
            exchange = self._send_rest(probe, whole, baseline, guess, result)
            if exchange is None or (not exchange.accepted and is_crash(exchange) == crashed):
                return findings  # the rest of it is taken apart by itself
            culprits = guess
            self.known.append((crashed, culprits))
        elif culprits is None:
            attempts = Attempts(self.prober, probe, findings, result, crashed=crashed)
            found = self._searched(baseline, row, attempts, crashed=crashed)
            if found is None:
                return findings
            culprits, row = found
            self.known.append((crashed, culprits))
        named = self.named(probe.operation, baseline, culprits, row)
        rest = baseline.without(whole, culprits)
        if not guess and not (rest is not None and self.prober.has_taken(rest)):
            self._send_rest(probe, whole, baseline, culprits, result)
        about = ", ".join(f"{name}={value.name if value else ABSENT}" for name, value in culprits.items())
        basis = weakest(*(value.basis if value else "documented" for value in culprits.values())) if culprits else None
        return [
            refined
            for finding in findings
            for refined in self._refined(finding, probe, named, about or row.style.name, basis or probe.basis)
        ]

    def _is_of_no_value(self, exchange: Exchange) -> bool:
        """Tell whether no value is at fault for an answer, or none that is worth what it costs to find."""
        # A redirect, and what is not answered, may have been paid for, as each attempt would.
        unclear = exchange.redirected or exchange.status is None
        return exchange.status == HTTPStatus.UNAUTHORIZED or (unclear and not self.prober.options.free)

    def _searched(
        self, baseline: Baseline, row: Row, attempts: Attempts, *, crashed: bool
    ) -> tuple[Culprits, Row] | None:
        """The values at fault and the row that is left of it; None where they cannot, or need not, be found out."""
        if not self.prober.options.free and self._searches >= CAUSES_WORTH_MONEY:
            return None
        self._searches += 1
        search = Search(
            baseline, attempts.refused, self.prober.has_taken, self.prober.has_taken_value, is_free=not crashed
        )
        try:
            return search.culprits(row)
        except NotKnownError:
            return None

    def _refined(
        self, finding: Finding, probe: Probe, named: list[Clause], about: str, basis: Basis
    ) -> Iterator[Finding]:
        if finding.clause != probe.clauses[0] or not named:
            yield finding
            return
        actual = f"{finding.actual}; what it does not take: {about}"
        for clause in named:
            yield replace(finding, clause=clause, basis=weakest(clause.basis, basis), actual=actual)
        if finding.exchange.unknown:
            yield replace(finding, basis=weakest(finding.clause.basis, basis), actual=actual)

    def _remembered(self, row: Row, *, crashed: bool) -> Culprits | None:
        for so, culprits in self.known:
            if so == crashed and culprits and all(row.values.get(name) == value for name, value in culprits.items()):
                return culprits
        return None

    def _guess(self, row: Row, *, crashed: bool) -> Culprits:
        """Values that a server may refuse, of fields of which it has refused others: they are tried before a search."""
        fields = {name for so, culprits in self.known if so == crashed for name in culprits}
        return {name: value for name, value in row.values.items() if name in fields and value.weak}

    def _send_rest(
        self, probe: Probe, row: Row, baseline: Baseline, culprits: Culprits, result: Result
    ) -> Exchange | None:
        """Send a refused row once more without the values at fault, so that nothing hides behind them.

        None where nothing is left of it, or it must not be sent.
        """
        rest = baseline.without(row, culprits)
        if rest is None:
            return None
        at_fault = {value.clause for value in culprits.values() if value is not None}
        kept = {value.clause for value in rest.values.values()}
        clauses = tuple(clause for clause in probe.clauses if clause in kept or clause not in at_fault)
        assert probe.operation.body_location is not None  # noqa: S101 - a row has a body
        governing = self.spec.governing(probe.operation.body_location, rest.style.keyword)
        stands = governing.basis if governing.id in self.spec.clauses else rest.style.basis
        sent = replace(
            probe,
            id=f"{probe.id} (the rest)",
            call=replace(probe.call, body=rest.style.write(rest.body), content_type=rest.style.content_type),
            row=rest,
            clauses=clauses,
            basis=weakest(stands, *(value.basis for value in rest.values.values())),
            then=(),
        )
        try:
            return self.prober.send(sent, result)
        except (LimitReachedError, NotSentError) as error:
            cause = Cause.LIMIT if isinstance(error, LimitReachedError) else Cause.OTHER
            result.left_out.append(NotRun(sent.id, str(error), cause))
            return None

    def named(self, operation: Operation, baseline: Baseline, culprits: Culprits, row: Row) -> list[Clause]:
        """The clauses that values at fault in a row break; none where so many are that no single field is at fault."""
        names = set(culprits)
        paths = {factor.name: factor.location for factor in baseline.factors}
        if len(names) > FEW:
            return []  # so many at once: no single field is at fault
        clauses = [rule.clause for rule in baseline.rules if len(names & set(rule.fields)) > 1]
        for name, value in culprits.items():
            own = baseline.base.values.get(name) == value
            if len(names) > 1 and (own or baseline.set_back(row, name) is None):
                continue  # at fault only beside the others, or there only for them: the rule that ties them is named
            if value is not None:
                clauses.append(value.clause)
            elif name in paths:
                clauses.append(self.spec.governing(self.spec.follow(paths[name])[0], "required"))
        if not culprits and row.style != PLAIN and operation.body_location is not None:
            clauses.append(self.spec.governing(operation.body_location, row.style.keyword))
        return list(dict.fromkeys(clauses))

    def _baseline(self, operation: Operation, row: Row) -> Baseline | None:
        key = f"{operation.id} {sorted(row.levels.items())}"
        if key not in self._baselines:
            self._baselines[key] = baseline_of(self.spec, operation, row)
        return self._baselines[key]
