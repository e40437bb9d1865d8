"""The costs of a request: written down before it leaves, settled by its answer, and held at the limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clausewise.budget.limits import LimitReachedError
from clausewise.http.connection import NOT_SENT
from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Probe
from clausewise.run.sender import NotSentError, ServerGoneError
from tests.run.scripted_client import CHARGED, NEAR_MISS, NO_REQUEST, PRICE, READ, Senders, answered


@pytest.mark.parametrize(
    ("probe", "answer", "paid", "unknown", "spent"),
    [
        (CHARGED, answered(200), 1, 0, PRICE),
        (CHARGED, answered(400), 0, 0, 0),
        (CHARGED, answered(500), 0, 1, PRICE),
        (CHARGED, answered(303), 0, 1, PRICE),
        (CHARGED, answered(501), 0, 0, 0),
        (CHARGED, answered(None, "it closed the connection"), 0, 1, PRICE),
        (NEAR_MISS, answered(400), 0, 0, 0),
        (NEAR_MISS, answered(200), 1, 0, PRICE),
        (NEAR_MISS, answered(502), 0, 1, PRICE),
        (NO_REQUEST, answered(200), 1, 0, PRICE),
        (NO_REQUEST, answered(500), 0, 0, 0),
        (READ, answered(200), 0, 0, 0),
        (READ, answered(500), 0, 0, 0),
    ],
)
def test_what_an_answer_costs_is_written_down(
    senders: Senders, probe: Probe, answer: Exchange, paid: int, unknown: int, spent: int
) -> None:
    sender, client, ledger = senders(answer)
    sender.send(probe)
    counts = ledger.counts()
    assert (counts.requests, counts.paid, counts.unknown, counts.spent) == (1, paid, unknown, spent)
    assert client.sent == [probe.call]
    assert ledger.is_quiet()
    assert ledger.ended() is None


def test_a_request_counts_from_before_it_leaves(senders: Senders) -> None:
    sender, client, ledger = senders(answered(200))
    seen: list[tuple[int, int]] = []
    send = client.send

    def watched(*given: Any) -> tuple[Any, Any, Exchange]:
        counts = ledger.counts()
        seen.append((counts.unknown, counts.spent))
        return send(*given)

    client.send = watched  # type: ignore[method-assign, assignment]  # to look in between
    sender.send(CHARGED)
    assert seen == [(1, PRICE)]


def test_what_never_left_is_taken_back_and_ends_the_run_in_one_line(senders: Senders) -> None:
    sender, _, ledger = senders(answered(None, f"{NOT_SENT}: refused"))
    with pytest.raises(ServerGoneError, match=rf"http://127\.0\.0\.1:1: {NOT_SENT}: refused"):
        sender.send(CHARGED)
    assert ledger.counts().requests == 0
    assert ledger.is_new()


def test_what_can_cost_nothing_has_no_price(senders: Senders) -> None:
    sender, _, ledger = senders(answered(400), answered(400), limit=0)
    sender.send(READ)
    sender.send(NO_REQUEST)
    assert ledger.storage.rows("SELECT probe, price, may_be_paid FROM intents ORDER BY id") == [
        (READ.id, 0, 0),
        (NO_REQUEST.id, PRICE, 0),
    ]


def test_a_request_waits_5_seconds_longer_than_one_under_way_may_take(
    senders: Senders, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, client, ledger = senders(answered(200))
    asked: list[float] = []
    intend = ledger.intend

    def watched(*given: Any, **more: Any) -> int:
        asked.append(more["wait"])
        return intend(*given, **more)

    monkeypatch.setattr(ledger, "intend", watched)
    sender.send(CHARGED)
    assert asked == [client.timeout + 5]


def test_at_the_limit_nothing_more_leaves_that_may_be_paid(senders: Senders) -> None:
    sender, client, ledger = senders(answered(200), answered(400), limit=1)
    sender.send(CHARGED)
    for probe in (NEAR_MISS, replace(CHARGED, id="another")):
        with pytest.raises(LimitReachedError, match="the limit of 1 paid requests is reached"):
            sender.send(probe)
    assert sender.send(NO_REQUEST)[2].status == 400  # what no server can take is sent all the same
    assert (len(client.sent), ledger.counts().paid) == (2, 1)


def test_where_nothing_may_be_paid_what_no_server_can_take_is_sent(senders: Senders) -> None:
    sender, client, ledger = senders(answered(500), limit=0)
    sender.send(NO_REQUEST)
    with pytest.raises(LimitReachedError):
        sender.send(NEAR_MISS)
    assert (len(client.sent), ledger.counts().unknown) == (1, 0)


def test_a_charge_that_nobody_reckoned_with_ends_the_run(senders: Senders) -> None:
    sender, client, ledger = senders(answered(200), answered(200), limit=0)
    sender.send(NO_REQUEST)
    assert ledger.counts().paid == 1
    told = "the run was ended: the server charged for a request that no server should accept"
    with pytest.raises(NotSentError, match=rf"^{told}$"):
        sender.send(READ)
    assert len(client.sent) == 1


def test_a_charge_that_was_reckoned_with_ends_nothing(senders: Senders) -> None:
    sender, _, ledger = senders(answered(200), limit=5)
    sender.send(NEAR_MISS)
    assert ledger.ended() is None
