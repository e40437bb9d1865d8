"""A replay sends nothing; a recording holds each exchange once, also those of an earlier run."""

from __future__ import annotations

import pytest

from clausewise.recording import Recording, RecordingError
from clausewise.run.sender import NotSentError
from tests.run.scripted_client import CHARGED, CONTROL, READ, Recorder, Senders, answered


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
