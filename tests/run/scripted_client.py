"""A server that is a list of answers, in the place of a client, with one probe of each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from clausewise.budget.ledger import Ledger
from clausewise.http.exchange import Exchange
from clausewise.http.redaction import Redaction
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Call
from clausewise.recording import Recording, RecordingError
from clausewise.run.sender import Sender
from clausewise.spec import Operation, Spec

SPEC = Spec.load()
PLAN = plan(SPEC, PlanOptions(strength=1, free=False))
CONTROL = next(probe for probe in PLAN if probe.control and probe.charged)
CHARGED = next(probe for probe in PLAN if probe.charged and not probe.control)
NEAR_MISS = next(probe for probe in PLAN if probe.payable and not probe.charged and not probe.is_no_request)
NO_REQUEST = next(probe for probe in PLAN if probe.payable and probe.is_no_request)
READ = next(probe for probe in PLAN if not probe.payable)
PRICE = 70


def answered(status: int | None, error: str | None = None, **headers: str) -> Exchange:
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Exchange("POST", "http://127.0.0.1:1/", {}, b"{}", status, named, b'{"task_id": "t-1"}', 0.25, error)


@dataclass
class Recorder:
    """Keeps what it is given, or cannot."""

    fails: bool = False
    written: set[str] = field(default_factory=set)
    added: list[tuple[str, int | None]] = field(default_factory=list)

    def add(self, probe: str, exchange: Exchange) -> None:
        """Keep it."""
        if self.fails:
            raise RecordingError("the disk is full")
        self.written.add(probe)
        self.added.append((probe, exchange.status))


@dataclass
class Scripted:
    """A client whose server answers with one exchange after the other; `sent` are the calls that left."""

    answers: list[Exchange]
    sent: list[Call] = field(default_factory=list)
    given_again: list[Exchange] = field(default_factory=list)
    recorder: Recorder | None = None
    recording: Recording | None = None
    base_url: str = "http://127.0.0.1:1"
    timeout: float = 2.0
    redact: Redaction = field(default_factory=lambda: Redaction(["sk-scripted-1234567890"]))

    def send(self, operation: Operation, call: Call, kept: Exchange | None = None) -> tuple[Any, Any, Exchange]:
        """Give the next answer, or what was kept."""
        assert operation.url_path
        if kept is not None:
            assert call is not None
            self.given_again.append(kept)
            return None, None, kept
        self.sent.append(call)
        return None, None, self.answers.pop(0)

    def understood(self, operation: Operation, exchange: Exchange) -> Exchange:
        """Give an exchange as the spec reads it."""
        assert operation.url_path
        return replace(exchange, refused_in_body=True)


#: Make a sender, with its server and its ledger.
Senders = Callable[..., tuple[Sender, Scripted, Ledger]]
