"""The result of a probe: what was found, what was spent, or why it was not run."""

from __future__ import annotations

from dataclasses import dataclass, field

from contract_tests.checks.finding import Finding
from contract_tests.generation.probe import Probe


@dataclass
class Result:
    """What came of one probe. `not_run` says why it was not sent, or why its answer says nothing."""

    probe: Probe
    findings: list[Finding] = field(default_factory=list)
    not_run: str | None = None
    checked: set[str] = field(default_factory=set)
    accepted: bool = False
    requests: int = 0
    paid: int = 0
