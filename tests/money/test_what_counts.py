"""Requests that count as paid, and answers that are given to their own request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clausewise.budget.ledger import Ledger
from clausewise.mock_server import MockServer, Switch
from clausewise.mock_server.faults import changes
from clausewise.probes.plan import PlanOptions
from clausewise.probes.probe import Probe
from clausewise.run.sender import Sender
from clausewise.run.server_under_test import Client
from clausewise.settings.option_groups import SendingOptions
from tests.engine.driver import SPEC, planned
from tests.suite.command import Suite


def test_a_redirect_may_have_been_paid_for(suite: Suite, switch: Switch) -> None:
    switch.app = server = MockServer(SPEC, changes=changes(fault="status-303"))
    done = suite("--max-paid", "2", "-k", "valid_requests")
    assert server.requests == 2
    assert "0 accepted and charged for, 2 more perhaps" in done.stdout


def _rows() -> list[Probe]:
    return [probe for probe in planned(PlanOptions(strength=1)) if probe.row is not None]


def test_an_answer_is_given_to_its_own_request_only(url: str, server: MockServer, tmp_path: Path) -> None:
    client, ledger = Client(SPEC, url), Ledger(tmp_path / "ledger.sqlite")
    first, other = _rows()[:2]
    _, _, sent = Sender(client, ledger, SendingOptions(), lambda _: 0).send(first)
    resumed = Sender(client, ledger, SendingOptions(), lambda _: 0)
    _, _, own = resumed.send(replace(other, id=first.id))
    assert server.requests == 2
    _, _, again = resumed.send(first)
    assert server.requests == 2
    assert (again.json, own.json != again.json) == (sent.json, True)
    client.close()
    ledger.close()


def test_a_worker_knows_the_answers_of_the_others(url: str, tmp_path: Path) -> None:
    client, ledgers = Client(SPEC, url), [Ledger(tmp_path / "ledger.sqlite") for _ in range(2)]
    one, two = (Sender(client, ledger, SendingOptions(), lambda _: 0) for ledger in ledgers)
    row = _rows()[0]
    assert two.answer(row) is None
    _, _, sent = one.send(row)
    known = two.answer(row)
    assert known is not None
    assert known.json == sent.json
    client.close()
    for ledger in ledgers:
        ledger.close()


def test_of_two_processes_one_has_made_an_id_first(tmp_path: Path) -> None:
    one, two = Ledger(tmp_path / "ledger.sqlite"), Ledger(tmp_path / "ledger.sqlite")
    assert one.made_before("id", "a", b"1") is None
    assert two.made_before("id", "b", b"1") == ("a", True)
    assert two.made_before("id", "b", b"2") == ("a", False)
    assert one.made_before("id", "a", b"1") is None
    one.close()
    two.close()
