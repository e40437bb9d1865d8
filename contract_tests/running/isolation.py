"""Isolation: which values of a refused row the server really refuses, found by changing one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contract_tests.checks.finding import Finding, Judgement
from contract_tests.generation.factors import ABSENT, Factor, factors
from contract_tests.generation.probe import Probe
from contract_tests.generation.rows import Row, fill
from contract_tests.generation.rules import Rule, cheapest, rules
from contract_tests.generation.value_classes import ValueClass
from contract_tests.generation.wire import PLAIN
from contract_tests.running.limits import LimitReachedError
from contract_tests.running.sender import NotSentError
from contract_tests.spec import Basis, BodyValidator, Clause, Operation, Spec
from contract_tests.spec.clauses import weakest

if TYPE_CHECKING:
    from contract_tests.running.result import Result
    from contract_tests.running.runner import Runner

#: What a server does not take: a value of a field, or None where it does not take its absence.
Culprits = dict[str, ValueClass | None]
#: How many different causes are looked for in one run where each accepted request costs money.
CAUSES_WORTH_MONEY = 3
#: How many other values of one field are tried in place of one that may be at fault.
ALTERNATIVES = 3
#: Up to so many fields together are named one by one.
FEW = 4


@dataclass(frozen=True)
class _Ground:
    """What isolation knows of an operation: its fields, its rules, its cheapest row."""

    factors: list[Factor]
    rules: list[Rule]
    base: Row
    valid: Callable[[object], bool]


class Isolation:
    """Names the values behind refused rows; remembers them, so that each is looked for once."""

    def __init__(self, spec: Spec, runner: Runner) -> None:
        self.spec = spec
        self.runner = runner
        self.known: list[Culprits] = []
        self._grounds: dict[str, _Ground | None] = {}

    def refine(self, probe: Probe, judgement: Judgement, findings: list[Finding], result: Result) -> list[Finding]:
        """The findings of a refused row, those of the row's first clause named by the values at fault."""
        row, ground = probe.row, self._ground(probe.operation)
        if (
            row is None
            or ground is None
            or probe.id.endswith("(isolation)")
            or judgement.exchange.status == UNAUTHORIZED
            # Each attempt that is not answered counts as paid, and no value is at fault for it.
            or (judgement.exchange.status is None and not self.runner.options.free)
        ):
            return findings
        culprits = self._remembered(row)
        if culprits is None:
            if not self.runner.options.free and len(self.known) >= CAUSES_WORTH_MONEY:
                return findings
            culprits, row = self._search(probe, row, ground, result)
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
        came = f"{finding.came}; what it does not take: {about}"
        for clause in named:
            yield replace(finding, clause=clause, basis=weakest(clause.basis, basis), came=came)
        if finding.exchange.unknown:
            yield replace(finding, basis=weakest(finding.clause.basis, basis), came=came)

    def _remembered(self, row: Row) -> Culprits | None:
        for culprits in self.known:
            if culprits and all(row.values.get(name) == value for name, value in culprits.items()):
                return culprits
        return None

    def _search(self, probe: Probe, row: Row, ground: _Ground, result: Result) -> tuple[Culprits, Row]:
        """The fewest values without which the row is taken, and the row that is left of it."""
        if self._refused(probe, ground.base, result):
            return self._in_base(probe, ground, result), ground.base
        current = row
        if row.style != PLAIN and self._refused(probe, replace(row, style=PLAIN), result):
            current = replace(current, style=PLAIN)
        fields = list(dict.fromkeys([*row.values, *ground.base.values]))
        for name in fields:
            values = {key: value for key, value in current.values.items() if key != name}
            if name in ground.base.values:
                values[name] = ground.base.values[name]
            candidate = replace(current, values=values)
            changed = current.values.get(name) != ground.base.values.get(name)
            if changed and ground.valid(candidate.body) and self._refused(probe, candidate, result):
                current = candidate
        left = {name: current.values.get(name) for name in fields}
        at_fault: Culprits = {name: value for name, value in left.items() if ground.base.values.get(name) != value}
        return at_fault | self._tied(probe, current, at_fault, ground, result), current

    def _tied(self, probe: Probe, row: Row, at_fault: Culprits, ground: _Ground, result: Result) -> Culprits:
        """What else is at fault by a rule: a value of the cheapest row, in place of which another is taken."""
        fields = {name for rule in ground.rules if set(rule.fields) & set(at_fault) for name in rule.fields}
        for factor in ground.factors:
            own = row.values.get(factor.name)
            if factor.name not in fields or factor.name in at_fault or own is None:
                continue
            for other in factor.classes if factor.enumerated else ():
                candidate = replace(row, values=row.values | {factor.name: other})
                if other != own and ground.valid(candidate.body) and not self._refused(probe, candidate, result):
                    return {factor.name: own}
        return {}

    def _in_base(self, probe: Probe, ground: _Ground, result: Result) -> Culprits:
        """What the server does not take of the cheapest row itself: a value, or that a field is left out."""
        for factor in ground.factors:
            own = ground.base.values.get(factor.name)
            others: list[ValueClass | None] = [value for value in factor.classes if value != own and not value.weak]
            others = [*others[:ALTERNATIVES], *([None] if own is not None and not factor.required else [])]
            for other in others:
                values = {key: value for key, value in ground.base.values.items() if key != factor.name}
                if other is not None:
                    values[factor.name] = other
                candidate = replace(ground.base, values=values)
                if ground.valid(candidate.body) and not self._refused(probe, candidate, result):
                    return {factor.name: own}
        return {}

    def _refused(self, probe: Probe, row: Row, result: Result) -> bool:
        """Whether the server refuses a row too; one that may no more be sent counts as taken."""
        call = replace(probe.call, body=row.style.write(row.body), content_type=row.style.content_type)
        attempt = replace(probe, id=f"{probe.id} (isolation)", call=call, row=row, then=())
        found = len(result.findings)
        try:
            exchange = self.runner.send(attempt, result)
        except (LimitReachedError, NotSentError):
            return False
        # What an attempt finds is the row's own finding again.
        del result.findings[found:]
        return not exchange.accepted

    def _named(self, operation: Operation, ground: _Ground, culprits: Culprits, row: Row) -> list[Clause]:
        names = set(culprits)
        paths = {factor.name: factor.path for factor in ground.factors}
        if len(names) > FEW:
            return []  # so many at once: no single field is at fault
        clauses = [rule.clause for rule in ground.rules if len(names & set(rule.fields)) > 1]
        for name, value in culprits.items():
            if value is not None:
                clauses.append(value.clause)
            elif name in paths:
                clauses.append(self.spec.governing(self.spec.follow(paths[name])[0], "required"))
        if not culprits and row.style != PLAIN and operation.body_path is not None:
            clauses.append(self.spec.governing(operation.body_path, row.style.keyword))
        return list(dict.fromkeys(clauses))

    def _ground(self, operation: Operation) -> _Ground | None:
        if operation.id not in self._grounds:
            fields = factors(self.spec, operation)
            tied = rules(self.spec, operation, fields)
            levels = cheapest(fields, tied, {}) if fields else None
            ground = None
            if levels is not None and operation.body_path is not None:
                base = fill(fields, [levels], lambda value: not value.weak)[0]
                ground = _Ground(fields, tied, base, BodyValidator(self.spec, operation.body_path).is_valid)
            self._grounds[operation.id] = ground
        return self._grounds[operation.id]


UNAUTHORIZED = 401
