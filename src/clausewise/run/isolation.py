"""Isolation: a refused row is named by the values that the server really refuses of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

from clausewise.budget.limits import LimitReachedError
from clausewise.checks.finding import Finding, Judgement
from clausewise.probes.probe import Probe
from clausewise.probes.rows import Row
from clausewise.probes.wire import PLAIN
from clausewise.run.culprits import Culprits, Ground, Search, ground_of
from clausewise.run.prober import Prober
from clausewise.run.result import Result
from clausewise.run.sender import TOO_MANY_REQUESTS, NotSentError
from clausewise.schema.factors import ABSENT
from clausewise.spec import Basis, Clause, Operation, Spec
from clausewise.spec.clauses import weakest

#: How many different causes are looked for in one run where each accepted request costs money.
CAUSES_WORTH_MONEY = 3
#: Up to so many fields together are named one by one.
FEW = 4


class _NotKnownError(Exception):
    """Whether the server refuses a row cannot be found out."""


class Isolation:
    """Names the values behind refused rows; remembers them, so that each is looked for once."""

    def __init__(self, spec: Spec, prober: Prober) -> None:
        self.spec = spec
        self.prober = prober
        self.known: list[Culprits] = []
        self._searches = 0
        self._grounds: dict[str, Ground | None] = {}

    def refine(self, probe: Probe, judgement: Judgement, findings: list[Finding], result: Result) -> list[Finding]:
        """The findings of a refused row, those of the row's first clause named by the values at fault.

        Where these cannot be found out, the findings stay those of the row's first clause.
        """
        row = probe.row
        ground = None if row is None else self._ground(probe.operation, row)
        if (
            row is None
            or ground is None
            or probe.isolating
            or judgement.exchange.status == HTTPStatus.UNAUTHORIZED
            # Each attempt that is not answered counts as paid, and no value is at fault for it.
            or (judgement.exchange.status is None and not self.prober.options.free)
        ):
            return findings
        culprits = self._remembered(row)
        if culprits is None:
            if not self.prober.options.free and self._searches >= CAUSES_WORTH_MONEY:
                return findings
            self._searches += 1
            try:
                culprits, row = Search(ground, lambda other: self._refused(probe, other, result)).culprits(row)
            except _NotKnownError:
                return findings
            self.known.append(culprits)
        named = self._named(probe.operation, ground, culprits, row)
        about = ", ".join(f"{name}={value.name if value else ABSENT}" for name, value in culprits.items())
        basis = weakest(*(value.basis if value else "documented" for value in culprits.values())) if culprits else None
        return [
            found
            for finding in findings
            for found in self._refined(finding, probe, named, about or row.style.name, basis or probe.basis)
        ]

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

    def _remembered(self, row: Row) -> Culprits | None:
        for culprits in self.known:
            if culprits and all(row.values.get(name) == value for name, value in culprits.items()):
                return culprits
        return None

    def _refused(self, probe: Probe, row: Row, result: Result) -> bool:
        """Whether the server refuses a row too; _NotKnownError where it may not be sent, or is answered 429."""
        call = replace(probe.call, body=row.style.write(row.body), content_type=row.style.content_type)
        attempt = replace(probe, id=f"{probe.id} (isolation)", call=call, row=row, then=(), isolating=True)
        found = len(result.findings)
        try:
            exchange = self.prober.send(attempt, result)
        except (LimitReachedError, NotSentError) as reason:
            raise _NotKnownError from reason
        if exchange.status == TOO_MANY_REQUESTS:
            raise _NotKnownError
        # What an attempt finds is the row's own finding again.
        del result.findings[found:]
        return not exchange.accepted

    def _named(self, operation: Operation, ground: Ground, culprits: Culprits, row: Row) -> list[Clause]:
        names = set(culprits)
        paths = {factor.name: factor.location for factor in ground.factors}
        if len(names) > FEW:
            return []  # so many at once: no single field is at fault
        clauses = [rule.clause for rule in ground.rules if len(names & set(rule.fields)) > 1]
        for name, value in culprits.items():
            own = ground.base.values.get(name) == value
            if len(names) > 1 and (own or ground.set_back(row, name) is None):
                continue  # at fault only beside the others, or there only for them: the rule that ties them is named
            if value is not None:
                clauses.append(value.clause)
            elif name in paths:
                clauses.append(self.spec.governing(self.spec.follow(paths[name])[0], "required"))
        if not culprits and row.style != PLAIN and operation.body_location is not None:
            clauses.append(self.spec.governing(operation.body_location, row.style.keyword))
        return list(dict.fromkeys(clauses))

    def _ground(self, operation: Operation, row: Row) -> Ground | None:
        key = f"{operation.id} {sorted(row.levels.items())}"
        if key not in self._grounds:
            self._grounds[key] = ground_of(self.spec, operation, row)
        return self._grounds[key]
