"""The result of a probe: what was found, what was spent, or why it was not run."""

from __future__ import annotations

from dataclasses import dataclass, field

from clausewise.checks.finding import Finding
from clausewise.probes.probe import Probe


@dataclass(frozen=True)
class Sent:
    """One request of a probe: `at` in seconds of time.time() when its answer was there, `seconds` until then.

    `price` is what it cost, or may have cost, in millionths of the currency.
    """

    at: float
    seconds: float
    status: int | None
    paid: bool
    unknown: bool
    price: int


@dataclass
class Result:
    """What came of one probe.

    `not_run` says why it was not sent, or why its answer says nothing. `unknown` counts requests that may
    have been paid although no answer says so; `spent` is what these and the paid ones cost, in millionths.
    """

    probe: Probe
    findings: list[Finding] = field(default_factory=list)
    not_run: str | None = None
    checked: set[str] = field(default_factory=set)
    accepted: bool = False
    requests: int = 0
    paid: int = 0
    unknown: int = 0
    spent: int = 0
    sent: list[Sent] = field(default_factory=list)


def combined(results: list[Result], telling: Result) -> Result:
    """The sums of several results, with the findings of the one that tells most."""
    return Result(
        probe=telling.probe,
        findings=telling.findings,
        not_run=telling.not_run,
        checked={clause for result in results for clause in result.checked},
        accepted=telling.accepted,
        requests=sum(result.requests for result in results),
        paid=sum(result.paid for result in results),
        unknown=sum(result.unknown for result in results),
        spent=sum(result.spent for result in results),
        sent=[request for result in results for request in result.sent],
    )
