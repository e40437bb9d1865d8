"""Near misses: requests that break one clause of the request schema, on the cheapest valid base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from clausewise.probes.broken_rules import broken_rules, surroundings
from clausewise.probes.misspelling import beside_enums, may_be_taken, misspelt
from clausewise.schema.breaking import UNLISTED, breaking
from clausewise.schema.factors import Factor
from clausewise.schema.rules import Rule, body, cheapest
from clausewise.schema.shapes import WHOLE
from clausewise.schema.writings import is_exotic
from clausewise.spec import BASES, Basis, BodyValidator, Breach, Clause
from clausewise.spec.vocabulary import CLOSING

#: The most near misses of one keyword of one place that are added where it has fewer than MANY by spelling, and the
#: most candidates that are looked at in all.
OF_ONE_KEYWORD, MANY, CANDIDATES = 2, 6, 20_000
#: The most near misses that break the same rules at once.
MOST_OF_RULES = 90


@dataclass(frozen=True)
class NearMiss:
    """One invalid body, and the clauses that it breaks: one, or those of one field.

    `basis` is that of the first clause, or weaker where the body breaks no more than what is assumed of it.
    """

    name: str
    clauses: tuple[Clause, ...]
    body: Any = field(hash=False)
    basis: Basis = "documented"


class NearMisses:
    """The near misses of one request schema.

    `guarded` are the same factors, with only those levels that may stand where a near miss is not about them.
    """

    def __init__(
        self, validator: BodyValidator, factors: list[Factor], rules: list[Rule], guarded: list[Factor]
    ) -> None:
        self.validator = validator
        self.factors = factors
        self.rules = rules
        self.guarded = guarded
        self.whole = [factor.name for factor in factors] == [WHOLE]
        self._judgements: dict[str, list[Breach]] = {}

    def all(self) -> list[NearMiss]:
        """Every near miss, those that tell most about a server first; no body twice."""
        found: dict[str, NearMiss] = {}
        fieldwise = [] if self.whole else [*self._missing(), *self._broken_rules(), *self._not_allowed()]
        for miss in [*fieldwise, *self._misspelt()]:
            found.setdefault(repr(miss.body), miss)
        for miss in self._of_keywords(list(found.values())):
            found.setdefault(repr(miss.body), miss)
        based = [replace(miss, basis=self._basis(miss)) for miss in found.values()]
        return sorted(based, key=lambda miss: (BASES.index(miss.basis), is_exotic(repr(miss.body))))

    def _breaches(self, value: Any) -> list[Breach]:
        """Everything that is wrong with a body, which is judged once: a near miss is asked about three times."""
        key = repr(value)
        if key not in self._judgements:
            self._judgements[key] = self.validator.breaches(value)
        return self._judgements[key]

    def _basis(self, miss: NearMiss) -> Basis:
        breaches = self._breaches(miss.body)
        mild = all(may_be_taken(breach, miss.body, self.factors) for breach in breaches)
        return "assumed" if mild else miss.clauses[0].basis

    def _of_keywords(self, known: list[NearMiss]) -> Iterator[NearMiss]:
        """Near misses of every keyword of the schema that no other near miss breaks, however deep it stands."""
        told = Counter(self._places(self._breaches(miss.body)) for miss in known)
        more: Counter[frozenset[tuple[str, str, str]]] = Counter()
        base = cheapest(self.factors, self.rules, {})
        if base is None:
            return
        value = body(self.factors, base)
        safe = [factor.name for factor in self.guarded if factor.levels == (factor.safe_level,)]
        held = {name: value.get(name) for name in safe}
        found: list[tuple[str, list[Breach], Any]] = []
        for name, candidate in islice(breaking(self.validator.spec, self.validator.location, value), CANDIDATES):
            if not isinstance(candidate, dict) and not self.whole:
                continue  # what is no object at all is asked as a body, not as a value
            breaches = self._breaches(candidate)
            left = [field for field in held if not isinstance(candidate, dict) or candidate.get(field) != held[field]]
            if breaches and all(_concerns(breach, field) for breach in breaches for field in left):
                found.append((name, breaches, candidate))
        # Those that break one keyword alone come first: what breaks several shows less of each.
        for name, breaches, candidate in sorted(found, key=lambda each: len(self._places(each[1]))):
            places = self._places(breaches)
            more[places] += told[places] < MANY
            if told[places] < MANY and more[places] <= OF_ONE_KEYWORD:
                yield NearMiss(name, _clauses(breaches), candidate)

    def _places(self, breaches: list[Breach]) -> frozenset[tuple[str, str, str]]:
        return frozenset((breach.field, breach.keyword, breach.clause.id) for breach in breaches)

    def _missing(self) -> Iterator[NearMiss]:
        base = cheapest(self.factors, self.rules, {})
        if base is None:
            return
        values = body(self.factors, base)
        held = {factor.name: factor.cheapest for factor in self.guarded if factor.levels == (factor.safe_level,)}
        least = body(self.guarded, held)
        # An empty object asks for nothing, as an empty body does: what is made of it belongs to nobody.
        nothings: list[dict[str, Any]] = [least, {}] if least else [{}]
        for nothing in nothings:
            if breaches := self._breaches(nothing):
                name = f"nothing but {', '.join(nothing)}" if nothing else "nothing at all"
                yield NearMiss(name, _clauses(breaches), nothing)
        for factor in self.factors:
            if not factor.required:
                continue
            rest = {name: value for name, value in values.items() if name != factor.name}
            yield from self._judged(f"{factor.name} missing", rest, factor.name)
            for how, levels in surroundings(self.factors, self.guarded, self.rules, {}):
                if all(rule.holds(body(self.factors, levels)) for rule in self.rules):
                    around = body(self.factors, levels)
                    around.pop(factor.name, None)
                    yield from self._judged(f"{factor.name} missing {how}", around, factor.name)

    def _misspelt(self) -> Iterator[NearMiss]:
        spec, ground = self.validator.spec, (self.factors, self.rules, self.guarded)
        found = misspelt(spec, *ground, whole=self.whole)
        for name, value, about in found if self.whole else chain(beside_enums(spec, *ground), found):
            yield from self._judged(name, value, about)

    def _broken_rules(self) -> Iterator[NearMiss]:
        """Each combination that breaks a rule, within each of its surroundings."""
        told: Counter[frozenset[int]] = Counter()
        for about, bound, broken in broken_rules(self.factors, self.rules):
            which = frozenset(map(id, broken))
            if told[which] >= MOST_OF_RULES:
                continue
            for how, rest in surroundings(self.factors, self.guarded, self.rules, bound):
                values = body(self.factors, rest | bound)
                breaches = self._breaches(values)
                if breaches and self._known(_clauses(breaches)) == self._known(rule.clause for rule in broken):
                    told[which] += 1
                    yield NearMiss(f"{about} {how}", tuple(rule.clause for rule in broken), values)

    def _known(self, clauses: Iterable[Clause]) -> set[str]:
        """The ids of those clauses that the spec itself names; a place without one may have several."""
        return {clause.id for clause in clauses} & self.validator.spec.clauses.keys()

    def _not_allowed(self) -> Iterator[NearMiss]:
        """A field that the schema does not list, where it allows no other."""
        base = cheapest(self.factors, self.rules, {})
        if base is not None:
            body_with_more = body(self.factors, base) | {UNLISTED: "x"}
            breaches = self._breaches(body_with_more)
            if breaches and all(breach.keyword in CLOSING for breach in breaches):
                yield NearMiss("an unlisted field", _clauses(breaches), body_with_more)

    def _judged(self, name: str, value: Any, about: str) -> Iterator[NearMiss]:
        breaches = self._breaches(value)
        if breaches and all(_concerns(breach, about) for breach in breaches):
            yield NearMiss(name, _clauses(breaches), value)


def _clauses(breaches: list[Breach]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(breach.clause for breach in breaches))


def _concerns(breach: Breach, name: str) -> bool:
    return name == WHOLE or breach.field == name or breach.field.startswith(f"{name}.")
