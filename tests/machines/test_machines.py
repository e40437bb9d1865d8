"""Machines on one ledger: the same command on each, one limit, one verdict, each request sent once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.cli import main
from clausewise.mock_server import MockServer
from clausewise.probes.run_plan import RunPlan
from clausewise.report.exit_codes import NO_CONTACT, UNDECIDED
from clausewise.run.machines import taking_part, terms
from clausewise.settings.options import OptionError
from tests.postgres import Postgres
from tests.reports.judged import plan_of

psycopg = pytest.importorskip("psycopg", reason="it is the extra 'postgres'")

#: Few tests of each kind: paid and unpaid ones, and those that come afterwards.
FEW = ("-k", "keys_are_checked or unknown_ids or valid_requests or generated_client or followed or all_tasks")
FOLLOW = ("--follow", "--follow-interval", "0.1")
#: The parts that reports of one run have in common.
SAME = ("clauses", "counts", "findings", "not_run", "coverage", "run", "doubts", "tasks", "videos")
VARIABLE = "CLAUSEWISE_TEST_LEDGER"
LIMIT, LEASE = 6, 2


@pytest.fixture(scope="module", name="postgres")
def named_postgres(postgres: Postgres) -> Iterator[Postgres]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, postgres.address)
        yield postgres


class Machines:
    """The same command, started several times at once."""

    def __init__(self, url: str, run: str, folder: Path) -> None:
        self.url = url
        self.run = run
        self.folder = folder

    @property
    def options(self) -> list[str]:
        """The options of each machine."""
        given = ["--base-url", self.url, "--strength", "1", "--ledger", f"env:{VARIABLE}", "--run", self.run]
        return [*given, "--max-paid", str(LIMIT)]

    def start(self, number: int, *options: str) -> subprocess.Popen[str]:
        """Start one."""
        command = [sys.executable, "-m", "clausewise", "check", "-q", *self.options, *FEW, *options]
        report = ["--report", str(self.folder / str(number))]
        return subprocess.Popen([*command, *report], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - our own suite

    def report(self, number: int) -> Any:
        """The report of one machine."""
        return json.loads((self.folder / str(number) / "contract.json").read_text())


@pytest.fixture
def machines(postgres: Postgres, url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Machines:
    return Machines(url, f"run-{abs(hash(request.node.name)) % 10**9}", tmp_path)


def told_by(machines: Machines, number: int) -> int:
    """The exit code of the report that the ledger tells by itself."""
    folder = str(machines.folder / str(number))
    return main(["report", "--ledger", f"env:{VARIABLE}", "--run", machines.run, "--report", folder])


def test_a_machine_gives_the_verdict_of_the_ledger(
    machines: Machines, server: MockServer, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = machines.start(0, "-k", "keys_are_checked or unknown_ids or followed or all_tasks", *FOLLOW)
    output, _ = machine.communicate(timeout=200)
    assert (machine.returncode, told_by(machines, 1)) == (UNDECIDED, UNDECIDED), output[-3000:]
    assert "UNDECIDED" in capsys.readouterr().out
    one, two = machines.report(0), machines.report(1)
    for key in SAME:
        assert one[key] == two[key], key
    assert server.requests == one["counts"]["requests"] > 20


@pytest.mark.exhaustive
def test_tasks_whose_machine_was_killed_are_followed_by_a_resumed_run(machines: Machines, server: MockServer) -> None:
    server.pace = 4
    options = (*FOLLOW, "--lease", str(LEASE))
    with machines.start(0, *options) as killed:
        while server.accepted < LIMIT and killed.poll() is None:
            time.sleep(0.02)
        killed.kill()
        assert killed.wait() == -9
    paid, read = server.accepted, server.requests
    time.sleep(LEASE + 0.5)
    resumed = machines.start(1, *options, "--resume")
    output, _ = resumed.communicate(timeout=200)
    assert (resumed.returncode, told_by(machines, 2)) == (UNDECIDED, UNDECIDED), output[-3000:]
    one, two = machines.report(1), machines.report(2)
    for key in SAME:
        assert one[key] == two[key], key
    assert server.accepted == paid == LIMIT
    assert server.requests > read
    # What was under way when it was killed may have been paid, and what came of it nobody knows.
    unknown = one["counts"]["unknown"]
    assert (one["counts"]["paid"] + unknown, unknown <= 1) == (LIMIT, True)
    assert len(one["tasks"]) >= 5 - unknown
    assert all(task["seconds"] > server.pace for task in one["tasks"])
    assert one["clauses"]["task-ends"]["verdict"] == "kept"


@pytest.mark.exhaustive
def test_machines_share_the_tests_the_limit_and_the_verdict(machines: Machines, server: MockServer) -> None:
    server.pace = 0.1
    started = [machines.start(number, *FOLLOW) for number in range(2)]
    outputs = [process.communicate(timeout=200)[0] for process in started]
    assert [process.returncode for process in started] == [UNDECIDED] * 2, outputs[0][-3000:]
    one, two = machines.report(0), machines.report(1)
    for key in SAME:
        assert one[key] == two[key], key
    assert (server.accepted, one["counts"]["paid"]) == (6, 6)
    assert server.requests == one["counts"]["requests"]
    # Of the six one was sent with a strange key, whose video is not fetched, and two by one row.
    assert (len(one["tasks"]), len(one["videos"])) == (5, 5)
    assert one["clauses"]["video-playable"]["verdict"] == one["clauses"]["notify-called"]["verdict"] == "kept"
    sent = server.requests
    # One that comes when all is done sends nothing, and gives the same verdict.
    late = machines.start(2, *FOLLOW)
    late.communicate(timeout=200)
    assert (late.returncode, told_by(machines, 3), server.requests) == (UNDECIDED, UNDECIDED, sent)
    for report in (machines.report(2), machines.report(3)):
        assert (report["clauses"], report["counts"]) == (one["clauses"], one["counts"])


@pytest.mark.exhaustive
def test_a_wrong_address_is_found_once_for_all(machines: Machines, server: MockServer) -> None:
    machines.url += "/v2"
    started = [machines.start(number) for number in range(2)]
    outputs = [process.communicate(timeout=200)[0] for process in started]
    assert [process.returncode for process in started] == [NO_CONTACT] * 2, outputs
    assert all("--base-url already holds the path of the spec" in text for text in outputs)
    assert server.requests == 1


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


def test_machines_share_no_bundled_server(postgres: Postgres) -> None:
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


@pytest.mark.exhaustive
def test_many_processes_of_one_machine_are_many_machines(machines: Machines) -> None:
    started = machines.start(0, "-n", "2")
    output, _ = started.communicate(timeout=100)
    assert started.returncode == 4
    assert "leave -n out, and start the command several times" in output
    assert os.environ[VARIABLE] not in output
