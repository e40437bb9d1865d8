"""Isolation: which values of a refused row the server really refuses, found by setting the others back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contract_tests.checks.finding import Finding, Judgement
from contract_tests.generation.factors import factors
from contract_tests.generation.probe import Probe
from contract_tests.generation.rows import Row, fill
from contract_tests.generation.rules import Rule, cheapest, rules
from contract_tests.generation.value_classes import ValueClass
from contract_tests.generation.wire import PLAIN
from contract_tests.running.ledger import LimitReachedError
from contract_tests.spec import BodyValidator, Clause, Operation, Spec
from contract_tests.spec.clauses import weakest

if TYPE_CHECKING:
    from contract_tests.running.result import Result
    from contract_tests.running.runner import Runner

Culprits = dict[str, ValueClass]
#: How many different causes are looked for in one run where each accepted request costs money.
CAUSES_WORTH_MONEY = 3


class Isolation:
    """Names the values behind refused rows; remembers them, so that each is looked for once."""

    def __init__(self, spec: Spec, runner: Runner) -> None:
        self.spec = spec
        self.runner = runner
        self.known: list[Culprits] = []
        self._bases: dict[str, tuple[Row | None, list[Rule]]] = {}

    def refine(self, probe: Probe, judgement: Judgement, findings: list[Finding], result: Result) -> list[Finding]:
        """The findings of a refused row, those of the row's first clause named by the values at fault."""
        row = probe.row
        if row is None or probe.id.endswith("(isolation)") or judgement.exchange.status in (401, 429):
            return findings
        culprits = self._remembered(row)
        if culprits is None:
            if not self.runner.options.free and len(self.known) >= CAUSES_WORTH_MONEY:
                return findings
            culprits = self._search(probe, row, result)
            self.known.append(culprits)
        named = self._named(probe.operation, culprits, row, judgement)
        if not named:
            return findings
        about = ", ".join(f"{name}={value.name}" for name, value in culprits.items()) or row.style.name
        basis = weakest(*(value.basis for value in culprits.values())) if culprits else probe.basis
        refined = []
        for finding in findings:
            if finding.clause != probe.clauses[0]:
                refined.append(finding)
                continue
            came = f"{finding.came}; what it does not take: {about}"
            refined += [
                replace(finding, clause=clause, basis=weakest(clause.basis, basis), came=came) for clause in named
            ]
            if finding.exchange.unknown:
                refined.append(replace(finding, basis=weakest(finding.clause.basis, basis), came=came))
        return refined

    def _remembered(self, row: Row) -> Culprits | None:
        for culprits in self.known:
            if culprits and all(row.values.get(name) == value for name, value in culprits.items()):
                return culprits
        return None

    def _search(self, probe: Probe, row: Row, result: Result) -> Culprits:
        base, _ = self._base(probe.operation)
        if base is None or probe.operation.body_path is None:
            return {}
        valid = BodyValidator(self.spec, probe.operation.body_path).is_valid
        current = row
        if row.style != PLAIN and self._still_refused(probe, replace(row, style=PLAIN), result):
            current = replace(current, style=PLAIN)
        for name in row.values:
            values = {key: value for key, value in current.values.items() if key != name}
            if name in base.values:
                values[name] = base.values[name]
            candidate = replace(current, values=values)
            changed = current.values[name] != base.values.get(name)
            if changed and valid(candidate.body) and self._still_refused(probe, candidate, result):
                current = candidate
        return {name: value for name, value in current.values.items() if base.values.get(name) != value}

    def _still_refused(self, probe: Probe, row: Row, result: Result) -> bool:
        call = replace(probe.call, body=row.style.write(row.body), content_type=row.style.content_type)
        attempt = replace(probe, id=f"{probe.id} (isolation)", call=call, row=row, then=())
        found = len(result.findings)
        try:
            exchange = self.runner.send(attempt, result)
        except LimitReachedError:
            return False
        # What the attempts find is the row's own finding again.
        del result.findings[found:]
        return not exchange.accepted

    def _named(self, operation: Operation, culprits: Culprits, row: Row, judgement: Judgement) -> list[Clause]:
        _, tied = self._base(operation)
        names = set(culprits)
        clauses = [rule.clause for rule in tied if len(names) > 1 and self._ties(rule, names)]
        clauses += [value.clause for value in culprits.values()]
        if not culprits and row.style != PLAIN and operation.body_path is not None:
            clauses.append(judgement.spec.governing(operation.body_path, row.style.keyword))
        return list(dict.fromkeys(clauses))

    def _ties(self, rule: Rule, names: set[str]) -> bool:
        return len(names & set(rule.fields)) > 1

    def _base(self, operation: Operation) -> tuple[Row | None, list[Rule]]:
        if operation.id not in self._bases:
            fields = factors(self.spec, operation)
            tied = rules(self.spec, operation, fields)
            levels = cheapest(fields, tied, {})
            row = fill(fields, [levels], lambda value: not value.weak)[0] if levels is not None else None
            self._bases[operation.id] = (row, tied)
        return self._bases[operation.id]
