"""The result of a probe: what was found and shown, what was spent, or why it was not run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from clausewise.checks.finding import Finding
from clausewise.probes.probe import Probe
from clausewise.spec import Clause


@dataclass(frozen=True)
class SentRequest:
    """One request of a probe: `at` in seconds of time.time() when its answer was there, `seconds` until then.

    `price` is what it cost, or may have cost, in millionths of the currency.
    """

    at: float
    seconds: float
    status: int | None
    paid: bool
    unknown: bool
    price: int


@dataclass(frozen=True)
class Video:
    """A video that was judged: what its request asked for, in words, what was measured, and a small picture of it.

    `seconds` is its length, `thumbnail` a PNG in base64.
    """

    probe: str
    asked: dict[str, str]
    width: int
    height: int
    seconds: float
    thumbnail: str | None


class Cause(StrEnum):
    """The cause that a request was not sent, or that its answer says nothing."""

    #: The caller's own limit.
    LIMIT = "limit"
    #: A clause that was seen broken already by a request that cost money.
    BROKEN = "clause broken"
    #: A process or a machine of the run that was gone before an answer came.
    GONE = "gone"
    #: Something that the machine which was to judge an answer lacks, and others of the run may have.
    TOOL = "tool"
    OTHER = "other"


@dataclass(frozen=True)
class NotRun:
    """A request that was not judged, by its probe, and why."""

    probe: str
    reason: str
    cause: Cause


@dataclass(frozen=True)
class Evidence:
    """A probe whose answer was judged and could have broken a clause.

    `control` is the operation of which a valid request has to be accepted in the same run, so that the answer, which
    was not an acceptance, shows anything. None where the answer shows it by itself.
    """

    clause: str
    probe: str
    control: str | None


@dataclass
class Result:
    """The result of one probe.

    `not_run` says why it was not sent, or why its answer says nothing, with the `cause`; `left_out` says the same of
    what follows it.
    `evidence` is what its answers show, `controls` are the operations of which a valid request was accepted.
    `unknown` counts requests that may have been paid although no answer says so; `spent` is what these and the paid
    ones cost, in millionths. `task_seconds` is how long a followed task took until its end, and
    `task_values` are those of its request that may make a difference. `videos` are those that were judged.
    """

    probe: Probe
    findings: list[Finding] = field(default_factory=list)
    not_run: str | None = None
    cause: Cause = Cause.OTHER
    left_out: list[NotRun] = field(default_factory=list)
    evidence: set[Evidence] = field(default_factory=set)
    controls: set[str] = field(default_factory=set)
    accepted: bool = False
    requests: int = 0
    paid: int = 0
    unknown: int = 0
    spent: int = 0
    sent: list[SentRequest] = field(default_factory=list)
    task_seconds: float | None = None
    task_values: dict[str, str] = field(default_factory=dict)
    videos: list[Video] = field(default_factory=list)

    @property
    def checked(self) -> set[str]:
        """The ids of the clauses that an answer has put to the test."""
        return {shown.clause for shown in self.evidence}

    def shows(self, clauses: Iterable[Clause], probe: Probe, control: str | None = None) -> None:
        """Note that the answer to a probe could have broken some clauses."""
        self.evidence |= {Evidence(clause.id, probe.id, control) for clause in clauses}

    def stopped(self, reason: str, cause: Cause = Cause.OTHER) -> None:
        """Note why the probe itself was not judged."""
        self.not_run, self.cause = reason, cause


def combined(results: list[Result], telling: Result) -> Result:
    """The sums of several results, with the findings of the one that tells most."""
    return Result(
        probe=telling.probe,
        findings=telling.findings,
        not_run=telling.not_run,
        cause=telling.cause,
        left_out=[left for result in results for left in result.left_out],
        evidence={shown for result in results for shown in result.evidence},
        controls={operation for result in results for operation in result.controls},
        accepted=telling.accepted,
        requests=sum(result.requests for result in results),
        paid=sum(result.paid for result in results),
        unknown=sum(result.unknown for result in results),
        spent=sum(result.spent for result in results),
        sent=[request for result in results for request in result.sent],
    )
