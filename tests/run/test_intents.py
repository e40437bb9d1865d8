"""The intents of a sender: whether a request is written down as one that may be paid, and under which turn."""

from __future__ import annotations

import pytest

from clausewise.http.connection import NOT_SENT
from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Probe
from clausewise.run.sender import ServerGoneError
from tests.run.scripted_client import CHARGED, NEAR_MISS, NO_REQUEST, READ, Senders, answered


def test_an_answer_whose_wait_is_of_no_use_is_given_as_it_came(senders: Senders) -> None:
    sender, client, _ = senders(answered(429, retry_after="soon"), sleep=pytest.fail)
    assert sender.send(READ)[2].status == 429
    assert len(client.sent) == 1


def test_what_never_left_leaves_its_turn_to_the_next(senders: Senders) -> None:
    sender, _, ledger = senders(answered(None, f"{NOT_SENT}: refused"), answered(200))
    with pytest.raises(ServerGoneError):
        sender.send(CHARGED)
    sender.send(CHARGED)
    assert ledger.storage.rows("SELECT turn, outcome FROM intents") == [(0, "paid")]


def test_a_charge_for_what_was_sent_once_more_ends_the_run(senders: Senders) -> None:
    sender, _, _ = senders(answered(400), keeps_answers=False)
    sender.send(NEAR_MISS)
    resumed, _, ledger = senders(answered(200))
    resumed.send(NEAR_MISS)
    assert ledger.counts().paid == 1
    assert ledger.ended() == "the run was ended: the server charged for a request that no server should accept"


@pytest.mark.parametrize(("probe", "may_be_paid"), [(READ, 0), (NEAR_MISS, 1), (NO_REQUEST, 1), (CHARGED, 1)])
@pytest.mark.parametrize("limit", [None, 1, 2])
def test_it_is_written_down_whether_a_request_may_be_paid(
    senders: Senders, probe: Probe, may_be_paid: int, limit: int | None
) -> None:
    sender, _, ledger = senders(answered(400), limit=limit)
    sender.send(probe)
    assert ledger.storage.rows("SELECT may_be_paid FROM intents") == [(may_be_paid,)]


def test_what_nobody_understands_may_have_been_paid(senders: Senders) -> None:
    asked: list[tuple[str, int | None]] = []

    def unclear(probe: Probe, exchange: Exchange) -> bool:
        asked.append((probe.id, exchange.status))
        return probe is CHARGED

    sender, _, ledger = senders(answered(200), answered(400))
    assert sender.unclear(CHARGED, answered(200)) is False
    sender.unclear = unclear
    found = sender.send(CHARGED)[2]
    assert (found.status, found.body, found.unclear) == (200, b'{"task_id": "t-1"}', True)
    assert (ledger.counts().paid, ledger.counts().unknown) == (0, 1)
    assert sender.send(READ)[2].unclear is False
    resumed, client, _ = senders()
    resumed.unclear = unclear
    assert resumed.send(CHARGED)[2].unclear is True
    assert client.sent == []
    assert asked == [(CHARGED.id, 200), (READ.id, 400), (CHARGED.id, 200)]
