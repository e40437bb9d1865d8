"""A request is sent once: an answer that is kept is given again, and what may have been paid is not sent again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausewise.http.connection import NOT_SENT
from clausewise.probes.probe import Probe
from clausewise.run.sender import NotSentError, ServerGoneError
from tests.run.scripted_client import CHARGED, CONTROL, NEAR_MISS, NO_REQUEST, READ, Senders, answered


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


def test_what_could_not_leave_leaves_no_gap_among_the_answers(senders: Senders) -> None:
    sender, _, _ = senders(answered(200), answered(None, f"{NOT_SENT} refused"), answered(200), answered(404))
    sender.send(READ)
    with pytest.raises(ServerGoneError):
        sender.send(READ)
    assert [sender.send(READ)[2].status for _ in range(2)] == [200, 404]
    resumed, client, _ = senders()
    assert [resumed.send(READ)[2].status for _ in range(3)] == [200, 200, 404]
    assert client.sent == []
