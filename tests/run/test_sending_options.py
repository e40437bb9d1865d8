"""The sender: a rate is kept, Retry-After is obeyed where nothing is paid, a failing server is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.mock_server import running
from clausewise.probes.probe import Probe
from clausewise.run.sender import NotSentError, Sender
from clausewise.run.server_under_test import Client
from clausewise.settings.option_groups import SendingOptions
from tests.one_answer import OneAnswer
from tests.run.scripted_client import CONTROL, NEAR_MISS, NO_REQUEST, READ, SPEC, Senders, answered


def send(app: OneAnswer, tmp_path: Path, sending: SendingOptions, *probes: Probe) -> list[float]:
    """Send probes; gives how long the sender wanted to sleep."""
    slept: list[float] = []
    ledger = Ledger(tmp_path / "ledger.sqlite")
    with running(app) as url:
        client = Client(SPEC, url)
        sender = Sender(client, ledger, sending, lambda _: 0, slept.append)
        for probe in probes:
            sender.send(probe)
        client.close()
    ledger.close()
    return slept


def test_retry_after_is_obeyed_where_nothing_is_paid(tmp_path: Path) -> None:
    app = OneAnswer(429, b"", (b"retry-after", b"7"))
    assert send(app, tmp_path, SendingOptions(), READ) == [7.0, 7.0]
    assert app.requests == 3


def test_a_request_that_may_be_paid_is_never_sent_again(tmp_path: Path) -> None:
    app = OneAnswer(429, b"", (b"retry-after", b"7"))
    assert send(app, tmp_path, SendingOptions(), CONTROL) == []
    assert app.requests == 1


@pytest.mark.parametrize("value", [b"-1", b"1e9", b"99999999999999999999", b"3600", b"soon", b"", b"\xb2"])
def test_an_absurd_retry_after_is_not_waited_for(tmp_path: Path, value: bytes) -> None:
    app = OneAnswer(429, b"", (b"retry-after", value))
    assert send(app, tmp_path, SendingOptions(), READ) == []
    assert app.requests == 1


def test_a_rate_counts_requests_per_minute(senders: Senders) -> None:
    slept: list[float] = []
    sender, *_ = senders(*[answered(400)] * 3, rate=0.6, sleep=slept.append)
    for probe in (READ, NEAR_MISS, NO_REQUEST):
        sender.send(probe)
    assert slept == pytest.approx([0, 100, 200], abs=0.5)  # not slept here, so each is longer than the one before


def test_a_server_that_only_fails_is_left_alone(tmp_path: Path) -> None:
    app = OneAnswer(503)
    with pytest.raises(NotSentError, match="3 answers in a row"):
        send(app, tmp_path, SendingOptions(failures=3), *[READ] * 5)
    assert app.requests == 3
