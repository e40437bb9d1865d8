"""Machines that are refused: they would do something else than the run, or something that machines cannot share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.cli import main
from clausewise.probes.run_plan import RunPlan
from clausewise.run.machines import taking_part, terms
from clausewise.settings.options import OptionError
from tests.machines.same_command import VARIABLE, Machines
from tests.postgres import Postgres
from tests.reports.judged import plan_of

psycopg = pytest.importorskip("psycopg", reason="it is the extra 'postgres'")


def opened(plan: RunPlan) -> Ledger:
    options = plan.options
    assert options.ledger is not None
    ledger = Ledger(options.ledger, limit=options.max_paid)
    ledger.join(plan.fingerprint, options.key)
    return ledger


def refused(machines: Machines, *options: str) -> str:
    """The reason why a machine with other options may not take part in a run."""
    first = plan_of(*machines.options)
    ledger = opened(first)
    work = taking_part(first, ledger)
    try:
        other = plan_of(*machines.options, *options)
        with pytest.raises(LedgerError) as told:
            taking_part(other, opened(other))
    finally:
        work.close()
        ledger.close()
    assert "\n" not in str(told.value)
    return str(told.value)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--max-paid", "7"), "--max-paid is another than that of the run (there 6, here 7)"),
        (("--rate", "60"), "--rate is another than that of the run (there None, here 60.0)"),
        (("--basis", "assumed"), "--basis is another"),
        (("--strength", "2"), "the ledger of another plan"),
        (("--follow",), "--follow is another than that of the run (there False, here True)"),
        (("--follow-timeout", "60"), "--follow-timeout is another"),
    ],
)
def test_a_machine_that_would_do_something_else_is_refused(
    options: tuple[str, ...], why: str, machines: Machines
) -> None:
    assert why in refused(machines, *options)


def test_another_spec_with_the_same_plan_is_refused(machines: Machines) -> None:
    plan = plan_of(*machines.options)
    document = {**plan.options.spec.document, "info": {"title": "another", "version": "1"}}
    other = RunPlan(replace(plan.options, spec=type(plan.options.spec).of(document)))
    assert {name for name, value in terms(plan).items() if terms(other)[name] != value} == {"--spec"}


def test_another_key_is_refused(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONE_KEY", "sk-one-0a1b2c3d4e5f")
    monkeypatch.setenv("OTHER_KEY", "sk-other-0a1b2c3d4e5f")
    opened(plan_of(*machines.options, "--api-key-env", "ONE_KEY")).close()
    with pytest.raises(LedgerError, match="the API key is another"):
        opened(plan_of(*machines.options, "--api-key-env", "OTHER_KEY"))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--shard", "1/2"), "--shard: not with a --ledger of many machines"),
        (("--record", "new.har"), "--record: not with"),
    ],
)
def test_what_one_machine_does_alone_is_refused(options: tuple[str, ...], why: str, machines: Machines) -> None:
    with pytest.raises(OptionError, match=why):
        plan_of(*machines.options, *options)


def test_machines_share_no_bundled_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql://somebody@127.0.0.1/ledger")
    with pytest.raises(OptionError, match="machines share no bundled mock server"):
        plan_of("--ledger", f"env:{VARIABLE}", "--run", "x")


def test_a_name_of_a_run_is_of_a_shared_ledger() -> None:
    with pytest.raises(OptionError, match="--run: it names a run in a --ledger of many machines"):
        plan_of("--run", "x")


def test_a_report_of_no_run_names_those_that_there_are_and_makes_none(
    machines: Machines, postgres: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = plan_of(*machines.options)
    ledger = opened(plan)
    work = taking_part(plan, ledger)
    work.close()
    ledger.close()
    mistyped = machines.run[:-1] + "x"
    assert main(["report", "--ledger", f"env:{VARIABLE}", "--run", mistyped]) == 2
    told = capsys.readouterr().err
    assert f"run {mistyped}): there is no such run; there are " in told
    assert machines.run in told
    assert told.count("\n") == 1
    with psycopg.connect(postgres.address) as connection:
        query = "SELECT 1 FROM information_schema.schemata WHERE schema_name LIKE %s"
        assert connection.execute(query, (f"%{mistyped}",)).fetchall() == []
        assert len(connection.execute(query, (f"%{machines.run}",)).fetchall()) == 1


def test_a_report_from_an_empty_database_says_so(postgres: Postgres, capsys: pytest.CaptureFixture[str]) -> None:
    with psycopg.connect(postgres.address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
    address = postgres.address.replace("/postgres?", "/empty?")
    assert address != postgres.address
    assert main(["report", "--ledger", address, "--run", "x"]) == 2
    assert "there is none at all in this database" in capsys.readouterr().err
