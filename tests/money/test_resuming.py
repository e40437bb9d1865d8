"""A resumed run sends only those requests again that can cost nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LedgerError
from clausewise.mock_server import MockServer, running
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Probe, Then
from clausewise.run.prober import RunOptions
from clausewise.run.result import Result
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.spec import Spec

SPEC = Spec.load()
PLAN = plan(SPEC, PlanOptions(strength=1, free=False))
PAID = next(probe for probe in PLAN if probe.control)
READ = next(probe for probe in PLAN if Then.READ in probe.then and Then.REPEAT not in probe.then)
UNPAID = next(probe for probe in PLAN if probe.is_no_request and probe.payable)


def run(app: MockServer, file: Path, probe: Probe, limit: int = 9) -> tuple[Result, Counts]:
    """The result of one probe in a run of its own, and the counts of the ledger in a file after it."""
    with running(app) as url:
        client, ledger = Client(SPEC, url, timeout=5), Ledger(file, limit=limit)
        ledger.go_on()
        result = Runner(SPEC, client, ledger, RunOptions(free=False)).run(probe)
        counts = ledger.counts()
        client.close()
        ledger.close()
    return result, counts


def lose(file: Path, where: str) -> None:
    """Leave the ledger as the death of a process does: requests whose answers were never written down."""
    ledger = Ledger(file)
    ledger.storage.execute(f"UPDATE intents SET outcome = 'sent', answer = NULL WHERE {where}")  # noqa: S608 - our own words
    ledger.close()


def test_what_may_have_been_paid_is_never_sent_again(tmp_path: Path) -> None:
    app, file = MockServer(SPEC), tmp_path / "ledger"
    run(app, file, PAID)
    sent = app.requests
    lose(file, "may_be_paid")
    result, counts = run(app, file, PAID)
    assert app.requests == sent
    assert result.not_run is not None
    assert "counts as paid and is not sent again" in result.not_run
    assert (counts.paid, counts.unknown) == (0, 1)


def test_what_can_cost_nothing_is_sent_again_and_counted_twice(tmp_path: Path) -> None:
    app, file = MockServer(SPEC), tmp_path / "ledger"
    run(app, file, UNPAID)
    lose(file, "1")
    result, counts = run(app, file, UNPAID)
    assert (result.not_run, result.findings) == (None, [])
    assert counts == Counts(requests=2, paid=0, unknown=0, spent=0)
    assert app.requests == 2


def test_a_lost_read_does_not_cost_its_row(tmp_path: Path) -> None:
    app, file = MockServer(SPEC), tmp_path / "ledger"
    first, before = run(app, file, READ)
    lose(file, "id = (SELECT MAX(id) FROM intents)")
    again, after = run(app, file, READ)
    assert again.accepted
    assert (again.not_run, again.left_out) == (None, [])
    assert again.checked == first.checked
    assert (after.paid, after.requests) == (before.paid, before.requests + 1)
    assert app.requests == after.requests


def test_with_a_limit_reached_what_is_no_request_is_still_sent(tmp_path: Path) -> None:
    app, file = MockServer(SPEC), tmp_path / "ledger"
    run(app, file, PAID, limit=1)
    result, counts = run(app, file, UNPAID, limit=1)
    assert result.not_run is None
    assert (counts.requests, counts.paid) == (app.requests, 1)


@pytest.mark.parametrize(("first", "second"), [("one", "two"), ("one", None), (None, "two")])
def test_another_key_is_refused_and_none_is_kept(first: str | None, second: str | None, tmp_path: Path) -> None:
    names = {"one": "sk-first-0a1b2c3d4e5f", "two": "sk-second-0a1b2c3d4e5f", None: None}
    file = tmp_path / "ledger"
    ledger = Ledger(file)
    ledger.join("plan", names[first])
    ledger.join("plan", names[first])
    with pytest.raises(LedgerError, match="the API key is another than that of the run"):
        ledger.join("plan", names[second])
    ledger.close()
    assert b"sk-" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_two_ledgers_of_one_key_tell_nobody_that_it_is_one(tmp_path: Path) -> None:
    digests = []
    for name in ("a", "b"):
        ledger = Ledger(tmp_path / name)
        ledger.join("plan", "sk-first-0a1b2c3d4e5f")
        digests.append(ledger.storage.fact("key"))
        ledger.close()
    assert digests[0] != digests[1]


def test_a_ledger_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger"
    file.touch(mode=0o644)
    ledger = Ledger(file)
    ledger.join("plan", None)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    ledger.close()
