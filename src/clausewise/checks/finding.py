"""A finding: a clause that an answer broke, with what came and what would have been right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from clausewise.http.exchange import SHOWN, Exchange
from clausewise.http.redaction import Redaction
from clausewise.probes.probe import Probe
from clausewise.settings.option_groups import JudgingOptions
from clausewise.spec import Basis, Clause, Spec
from clausewise.spec.clauses import weakest
from clausewise.terminal.printable import printable


@dataclass(frozen=True)
class Asked:
    """A request that was sent for a probe, and its answer.

    `key_known` says whether the run has an API key. `taken` are the keys that lead to the id in the answer which the
    next request is about, None where it is about none, and `made` is that id.
    """

    probe: Probe = field(repr=False)  # its address may hold an id
    exchange: Exchange
    key_known: bool
    taken: tuple[str | int, ...] | None = None
    made: str | None = field(default=None, repr=False)  # a server may write a key into it


@dataclass(frozen=True)
class Finding:
    """One broken clause. `basis` is that of the clause, or weaker where the request went beyond it.

    `expects` is what the answer should have been, as data (see `expectation`); None where one answer does not decide
    it. `asked` is the request and `before` are those that have to precede it, so that it can be sent again.
    """

    clause: Clause
    basis: Basis
    actual: str
    expected: str
    exchange: Exchange = field(compare=False)
    expects: dict[str, Any] | None = field(default=None, compare=False, repr=False)
    # In none of these representations: a server may write a key into an id, which the next request then asks for.
    asked: Asked | None = field(default=None, compare=False, repr=False)
    before: tuple[Asked, ...] = field(default=(), compare=False, repr=False)

    def binds_at(self, basis: Basis) -> bool:
        """Tell whether the finding fails a server that is judged at `basis`."""
        return self.clause.binds_at(basis, self.basis)


class ClauseBrokenError(AssertionError):
    """An answer broke one or several clauses."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{finding.clause.id}: {finding.actual}" for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Judgement:
    """The facts that the checks of one answer need."""

    spec: Spec
    probe: Probe
    exchange: Exchange
    redact: Redaction
    key_known: bool = False
    options: JudgingOptions = field(default_factory=JudgingOptions)

    def finding(self, clause: Clause, actual: str, expected: str, expects: dict[str, Any] | None = None) -> Finding:
        """A finding of a clause that rests on the clause alone."""
        asked = Asked(self.probe, self.exchange, self.key_known)
        return Finding(clause, clause.basis, self._shown(actual), expected, self.exchange, expects, asked)

    def expected(self, clause: Clause, actual: str, expected: str, expects: dict[str, Any] | None = None) -> Finding:
        """A finding of a clause that also rests on what the probe assumes."""
        finding = self.finding(clause, actual, expected, expects)
        return replace(finding, basis=weakest(clause.basis, self.probe.basis))

    def _shown(self, actual: str) -> str:
        # Cut far behind what is shown: a key on the cut would not be found any more.
        shown = printable(self.redact(actual[: 4 * SHOWN]))
        return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"

    def aspect(self, keyword: str) -> Clause:
        """The clause of the whole spec about an aspect of HTTP."""
        return self.spec.governing((), keyword)


_judgement: ContextVar[Judgement] = ContextVar("judgement")


@contextmanager
def judging(judgement: Judgement) -> Iterator[None]:
    """Let the checks know what they judge; schemathesis passes them only its own case and response."""
    token = _judgement.set(judgement)
    try:
        yield
    finally:
        _judgement.reset(token)


def current() -> Judgement:
    """The answer that is being judged."""
    return _judgement.get()
