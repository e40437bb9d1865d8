"""The sender and its ledger, with a server that is a list of answers: what leaves, what is written down, what ends."""

from __future__ import annotations

import time
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest

from clausewise.budget.limits import LimitReachedError
from clausewise.http.connection import NOT_SENT
from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Probe
from clausewise.recording import Recording, RecordingError
from clausewise.run.retry_after import LONGEST_WAIT, retry_after
from clausewise.run.sender import NotSentError, ServerGoneError
from tests.run.scripted_client import (
    CHARGED,
    CONTROL,
    NEAR_MISS,
    NO_REQUEST,
    PRICE,
    READ,
    Recorder,
    Senders,
    answered,
)


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


def test_equal_requests_of_a_probe_are_told_apart_by_their_turn(senders: Senders) -> None:
    sender, client, _ = senders(answered(200), answered(201), answered(202))
    assert [sender.send(CHARGED)[2].status for _ in range(3)] == [200, 201, 202]
    resumed, again, ledger = senders()
    assert [resumed.send(CHARGED)[2].status for _ in range(3)] == [200, 201, 202]
    assert (len(client.sent), again.sent, ledger.counts().requests) == (3, [], 3)
    assert [kept.body for kept in again.given_again] == [b'{"task_id": "t-1"}'] * 3


def test_another_call_of_the_same_probe_is_another_request(senders: Senders) -> None:
    sender, *_ = senders(answered(200))
    sender.send(CHARGED)
    resumed, client, _ = senders(answered(400))
    assert resumed.send(replace(CHARGED, call=replace(CHARGED.call, body=b"{}")))[2].status == 400
    assert len(client.sent) == 1


def test_a_lone_surrogate_in_a_call_is_a_request_as_any_other(senders: Senders) -> None:
    sender, client, _ = senders(answered(400))
    sender.send(replace(NEAR_MISS, call=replace(NEAR_MISS.call, query={"q": "\ud800"})))
    assert len(client.sent) == 1


def test_what_was_paid_or_may_have_been_is_not_sent_again_without_an_answer(senders: Senders) -> None:
    sender, _, _ = senders(answered(500), keeps_answers=False)
    sender.send(CHARGED)
    resumed, client, _ = senders()
    told = "it was under way when an earlier run ended: it counts as paid and is not sent again"
    with pytest.raises(NotSentError, match=rf"^{told}$"):
        resumed.send(CHARGED)
    assert client.sent == []


@pytest.mark.parametrize("probe", [CHARGED, NEAR_MISS, READ, NO_REQUEST])
def test_what_cost_nothing_is_sent_again_as_the_same_request(senders: Senders, probe: Probe) -> None:
    sender, _, _ = senders(answered(400), keeps_answers=False)
    sender.send(probe)
    resumed, client, ledger = senders(answered(404))
    assert resumed.send(probe)[2].status == 404
    assert len(client.sent) == 1
    assert (ledger.counts().requests, ledger.counts().paid, ledger.counts().unknown) == (2, 0, 0)


def test_what_no_server_can_take_is_sent_again_whatever_became_of_it(senders: Senders) -> None:
    sender, _, _ = senders(answered(500), keeps_answers=False)
    sender.send(NO_REQUEST)
    resumed, client, _ = senders(answered(400))
    resumed.send(NO_REQUEST)
    assert len(client.sent) == 1


@pytest.mark.parametrize("keeps_answers", [True, False])
def test_answers_are_kept_where_that_is_wanted_and_of_the_control_always(
    senders: Senders, *, keeps_answers: bool
) -> None:
    sender, _, _ = senders(answered(200), answered(400), keeps_answers=keeps_answers)
    assert sender.answer(CONTROL) is None
    assert not sender.has_been_sent(CONTROL)
    sender.send(CONTROL)
    sender.send(READ)
    resumed, client, _ = senders(answered(404))
    assert resumed.has_been_sent(CONTROL)
    assert resumed.send(CONTROL)[2].status == 200
    assert resumed.send(READ)[2].status == (400 if keeps_answers else 404)
    assert len(client.given_again) == (2 if keeps_answers else 1)


def test_the_answer_of_another_process_is_found_as_the_spec_reads_it(senders: Senders) -> None:
    sender, *_ = senders(answered(200))
    other, client, _ = senders()
    assert other.answer(CHARGED) is None
    sender.send(CHARGED)
    found = other.answer(CHARGED)
    assert found is not None
    assert (found.status, found.refused_in_body, found.body) == (200, True, b'{"task_id": "t-1"}')
    assert other.answer(replace(CHARGED, id="another")) is None
    assert other.answer(replace(CHARGED, call=replace(CHARGED.call, body=b"{}"))) is None
    assert client.sent == []


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


def test_a_rate_counts_requests_per_minute(senders: Senders) -> None:
    slept: list[float] = []
    sender, *_ = senders(*[answered(400)] * 3, rate=0.6, sleep=slept.append)
    for probe in (READ, NEAR_MISS, NO_REQUEST):
        sender.send(probe)
    assert slept == pytest.approx([0, 100, 200], abs=0.5)


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


def test_a_replay_sends_nothing_and_tells_what_is_missing(senders: Senders) -> None:
    exchanges = {READ.id: [answered(200), answered(404)]}
    sender, client, ledger = senders(recording=Recording({}, exchanges), sleep=pytest.fail)
    assert [sender.send(READ)[2].status for _ in range(2)] == [200, 404]
    with pytest.raises(NotSentError, match=r"^the recording holds no answer to it$"):
        sender.send(READ)
    with pytest.raises(NotSentError, match=r"^the recording holds no answer to it$"):
        sender.send(CHARGED)
    assert (client.sent, ledger.counts().requests) == ([], 2)


def test_a_replay_does_not_sleep(senders: Senders) -> None:
    slept: list[float] = []
    exchanges = {READ.id: [answered(429, retry_after="9")] * 3}
    sender, _, _ = senders(recording=Recording({}, exchanges), sleep=slept.append)
    assert sender.send(READ)[2].status == 429
    assert slept == [0, 0]


def test_what_is_sent_is_recorded_after_it_is_in_the_ledger(senders: Senders) -> None:
    recorder = Recorder(fails=True)
    sender, _, ledger = senders(answered(200), recorder=recorder)
    with pytest.raises(RecordingError, match="the disk is full"):
        sender.send(CHARGED)
    assert ledger.counts().paid == 1
    assert ledger.ended() == "the run was ended: the disk is full"


def test_each_exchange_is_recorded_once_also_those_of_an_earlier_run(senders: Senders) -> None:
    first = Recorder()
    sender, *_ = senders(answered(200), answered(400), recorder=first)
    sender.send(CONTROL)
    sender.send(READ)
    assert first.added == [(CONTROL.id, 200), (READ.id, 400)]
    second = Recorder()
    resumed, *_ = senders(answered(404), recorder=second)
    resumed.send(CONTROL)
    resumed.send(READ)
    resumed.send(READ)
    assert second.added == [(CONTROL.id, 200), (READ.id, 400), (READ.id, 404)]
    third, *_ = senders(recorder=second)
    third.send(CONTROL)  # which was recorded when it was sent before its turn
    assert len(second.added) == 3


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (f"{LONGEST_WAIT:.0f}", LONGEST_WAIT),
        (f"{LONGEST_WAIT + 1:.0f}", None),
        ("000000007", 7.0),
        ("0000000007", None),
    ],
)
def test_a_wait_is_read_at_its_bounds(value: str, seconds: float | None) -> None:
    assert retry_after(answered(429, Retry_After=value)) == seconds


@pytest.mark.parametrize(
    ("until", "seconds"),
    [
        ("Wed, 25 Nov 2026 10:00:07 GMT", 7.0),
        ("Wednesday, 25-Nov-26 10:00:07 GMT", 7.0),
        ("Wed, 25 Nov 2026 09:00:00 GMT", 0.0),
        ("Wed, 25 Nov 2026 11:00:00 GMT", None),
        ("Wed, 99 Nov 2026 10:00:07 GMT", None),
    ],
)
def test_a_date_of_retry_after_is_read_by_the_clock_of_the_server(until: str, seconds: float | None) -> None:
    answer = answered(429, Retry_After=until, Date="Wed, 25 Nov 2026 10:00:00 GMT")
    assert retry_after(answer) == seconds


def test_a_date_of_retry_after_is_read_by_the_clock_here_where_no_other_is_told() -> None:
    assert retry_after(answered(429, Retry_After=formatdate(time.time() + 30))) == pytest.approx(30, abs=3)


def test_an_answer_without_retry_after_asks_for_no_wait() -> None:
    assert retry_after(answered(429)) is None


def test_what_could_not_leave_leaves_no_gap_among_the_answers(senders: Senders) -> None:
    sender, _, _ = senders(answered(200), answered(None, f"{NOT_SENT} refused"), answered(200), answered(404))
    sender.send(READ)
    with pytest.raises(ServerGoneError):
        sender.send(READ)
    assert [sender.send(READ)[2].status for _ in range(2)] == [200, 404]
    resumed, client, _ = senders()
    assert [resumed.send(READ)[2].status for _ in range(3)] == [200, 200, 404]
    assert client.sent == []
