"""The sender: what stands between a probe and the server, so that nothing is sent without leave, or twice."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import schemathesis

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerEntry, LimitReachedError
from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Call, Probe
from clausewise.recording import RecordingError
from clausewise.run.interruption import Interruption
from clausewise.run.kept_answers import restored, stored
from clausewise.run.retry_after import retry_after
from clausewise.run.server_under_test import Client, never_connected
from clausewise.settings.option_groups import SendingOptions

TOO_MANY_REQUESTS = HTTPStatus.TOO_MANY_REQUESTS
#: Times at most that a request which costs nothing is sent again after a 429.
AGAIN = 2


class ServerGoneError(Exception):
    """The server cannot be reached; nothing was sent."""


class NotSentError(Exception):
    """A request was not sent, or not sent again; the message says why."""


class Sender:
    """Sends the calls of probes by leave of the ledger, and keeps their answers there."""

    def __init__(
        self,
        client: Client,
        ledger: Ledger,
        sending: SendingOptions,
        price: Callable[[Probe], int],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.client = client
        self.ledger = ledger
        self.sending = sending
        self.price = price
        self.sleep = sleep
        self.interruption = Interruption()
        #: The call as it leaves: what only a run knows, such as where it can be called, is put in at the last moment.
        self.outgoing: Callable[[Probe], Call] = lambda probe: probe.call
        #: Tells whether nobody knows if an answer of success took a request.
        self.unclear: Callable[[Probe, Exchange], bool] = lambda *_: False
        #: Times that each request of a probe was sent, and requests that were sent of each probe.
        self._turns: Counter[tuple[str, str]] = Counter()
        self._sent: Counter[str] = Counter()

    def has_been_sent(self, probe: Probe) -> bool:
        """Tell whether an earlier run has sent this probe, wholly or in part."""
        request = _digest(probe.call)
        return self.ledger.recall(probe.id, request, self._turns[probe.id, request]) is not None

    def answer(self, probe: Probe) -> Exchange | None:
        """The answer that any process of this run, or an earlier run, was given; None where none is kept."""
        entry = self.ledger.recall(probe.id, _digest(probe.call), 0)
        kept = restored(entry.answer) if entry is not None and entry.answer is not None else None
        return None if kept is None else self.client.understood(probe.operation, kept)

    def send(self, probe: Probe) -> tuple[schemathesis.Case[Any], Any, Exchange]:
        """Send a call, or give the answer that an earlier run was given.

        LimitReachedError and NotSentError when it must not leave, ServerGoneError when it cannot.
        """
        case, response, exchange = self._once(probe)
        # Only what no server should accept is sent again, and only where the server has said that it did not.
        again = AGAIN if not (probe.charged or probe.patient) else 0
        while exchange.status == TOO_MANY_REQUESTS and again:
            wait = retry_after(exchange)
            if wait is None:
                break
            self.sleep(wait if self.client.recording is None else 0)
            again -= 1
            case, response, exchange = self._once(probe)
        return case, response, exchange

    def _once(self, probe: Probe) -> tuple[schemathesis.Case[Any], Any, Exchange]:
        request = _digest(probe.call)
        turn = self._turns[probe.id, request]
        self._turns[probe.id, request] += 1
        entry = self.ledger.recall(probe.id, request, turn)
        if entry is not None and entry.answer is not None:
            kept = restored(entry.answer)
            self._record(probe, kept)
            case, response, exchange = self.client.send(probe.operation, probe.call, kept)
            return case, response, self._understood(probe, exchange)
        if entry is not None and entry.may_be_paid and entry.outcome != "unpaid" and not probe.is_no_request:
            raise NotSentError("it was under way when an earlier run ended: it counts as paid and is not sent again")
        ended = self.ledger.ended()
        if ended is not None:
            raise NotSentError(ended)
        if self.sending.rate is not None and self.client.recording is None:
            self.sleep(max(0.0, self.ledger.turn_at(60 / self.sending.rate) - time.time()))
        with self.interruption.held():
            return self._sent_now(probe, request, turn, entry)

    def _sent_now(
        self, probe: Probe, request: str, turn: int, entry: LedgerEntry | None
    ) -> tuple[schemathesis.Case[Any], Any, Exchange]:
        intent, may_be_paid = self._intent(probe, request, turn, entry)
        recording = self.client.recording
        recorded = recording.recall(probe.id, self._sent[probe.id]) if recording is not None else None
        if recording is not None and recorded is None:
            self.ledger.withdraw(intent)
            raise NotSentError("the recording holds no answer to it")
        case, response, exchange = self.client.send(probe.operation, self.outgoing(probe), recorded)
        if never_connected(exchange.error):
            self.ledger.withdraw(intent)
            self._turns[probe.id, request] -= 1  # which the next one takes: no answer comes after a later one's
            raise ServerGoneError(f"{self.client.base_url}: {exchange.error}")
        exchange = self._understood(probe, exchange)
        self._sent[probe.id] += 1
        paid = probe.payable and exchange.accepted
        outcome = "paid" if paid else "unknown" if perhaps_paid(probe, exchange) else "unpaid"
        keeps = self.ledger.keeps_answers or probe.control  # which is sent before its turn, and judged when it comes
        answer = stored(exchange, self.client.redact) if keeps else None
        self.ledger.settle(intent, outcome, answer)
        self._record(probe, exchange)  # after the ledger, which must know what was paid though no file can be written
        if paid and not may_be_paid:
            self.ledger.end("the run was ended: the server charged for a request that no server should accept")
        self._watch(exchange)
        return case, response, exchange

    def _understood(self, probe: Probe, exchange: Exchange) -> Exchange:
        return replace(exchange, unclear=True) if self.unclear(probe, exchange) else exchange

    def _intent(self, probe: Probe, request: str, turn: int, entry: LedgerEntry | None) -> tuple[int, bool]:
        """The intent of a request that leaves now, and whether it is reckoned with that it is paid."""
        if entry is not None:  # its answer was lost, and it can cost nothing
            self.ledger.intend_again(entry.id)
            return entry.id, False
        price, wait = self.price(probe) if probe.payable else 0, self.client.timeout + 5
        if probe.payable and not (probe.is_no_request and self.ledger.limits.paid == 0):
            try:
                return self.ledger.intend(probe.id, request, turn, may_be_paid=True, price=price, wait=wait), True
            except LimitReachedError:
                if not probe.is_no_request:
                    raise
        # What no server could take for a request is sent where nothing may be paid any more.
        return self.ledger.intend(probe.id, request, turn, may_be_paid=False, price=price), False

    def _record(self, probe: Probe, exchange: Exchange) -> None:
        recorder = self.client.recorder
        if recorder is None or (probe.control and probe.id in recorder.written):
            return
        try:
            recorder.add(probe.id, exchange)
        except RecordingError as error:
            self.ledger.end(f"the run was ended: {error}")
            raise

    def _watch(self, exchange: Exchange) -> None:
        """End the run when the server does nothing but fail."""
        if self.sending.failures is None:
            return
        if self.ledger.count_failure(failed=exchange.failed) >= self.sending.failures:
            self.ledger.end(
                f"the run was ended: {self.sending.failures} answers in a row were redirects, 429, 5xx or none"
            )


def perhaps_paid(probe: Probe, exchange: Exchange) -> bool:
    """Tell whether a request may have been charged for although its answer does not say so."""
    return probe.payable and exchange.unknown and not probe.is_no_request


def _digest(call: Call) -> str:
    """A digest that equal requests share: the ledger has the answer of an earlier run under it."""
    return hashlib.sha256(repr(call).encode("utf-8", "surrogatepass")).hexdigest()
