"""Answers of success to broken requests that may be refusals: some APIs refuse inside 200, and their spec is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Expected, Probe
from clausewise.spec import Operation, Spec
from clausewise.spec.refusals import refusal_schemas

#: The reason why nothing is judged by such an answer, and what to do.
UNCLEAR = (
    "the answer says success and lacks what that to a valid request has; the spec lists no refusal, so that nobody can "
    "tell whether it is one: say so with x-refusal"
)


class Unclear:
    """Knows the answers to the first valid requests. `controls` are these by their operations, `answer` recalls one."""

    def __init__(self, spec: Spec, answer: Callable[[Probe], Exchange | None]) -> None:
        self.spec = spec
        self.controls: dict[str, Probe] = {}
        self._answer = answer
        self._known: dict[str, Any] = {}

    def learn(self, probe: Probe, exchange: Exchange) -> None:
        """Remember the answer to the first valid request of an operation."""
        if probe.expected is Expected.ACCEPTED and exchange.accepted and exchange.has_json:
            self._known.setdefault(probe.operation.id, exchange.json)

    def holds_for(self, probe: Probe, exchange: Exchange) -> bool:
        """Tell whether an answer of success to a broken request lacks what a valid one is answered with."""
        if probe.expected is not Expected.REFUSED or not exchange.accepted or not exchange.has_json:
            return False
        if self._says_how_it_refuses(probe.operation):
            return False
        taken, given = self._taken(probe.operation), exchange.json
        if not isinstance(taken, dict) or not isinstance(given, dict):
            return False
        return any(value is not None and given.get(name) is None for name, value in taken.items())

    def _says_how_it_refuses(self, operation: Operation) -> bool:
        """Tell whether the spec says how an operation refuses: by another status, or inside its answer of success."""
        return any(
            not listed.accepts or refusal_schemas(self.spec, operation.id, listed.status)
            for listed in operation.responses
        )

    def _taken(self, operation: Operation) -> Any:
        """The answer to the first valid request of an operation, also where another process has sent it."""
        control = self.controls.get(operation.id)
        if operation.id not in self._known and control is not None:
            kept = self._answer(control)
            if kept is not None:
                self.learn(control, kept)
        return self._known.get(operation.id)
