"""Machines on one ledger: the same command on each, one limit, one verdict, each request sent once."""

from __future__ import annotations

import os
import time

import pytest

from clausewise.mock_server import MockServer
from clausewise.report.exit_codes import NO_CONTACT, UNDECIDED
from tests.machines.same_command import LIMIT, VARIABLE, Machines, told_by

pytest.importorskip("psycopg", reason="it is the extra 'postgres'")

FOLLOW = ("--follow", "--follow-interval", "0.1")
#: The seconds after which a killed machine counts as dead.
LEASE = 2
#: The parts that reports of one run have in common.
SAME = ("clauses", "counts", "findings", "not_run", "coverage", "run", "doubts", "tasks", "videos")


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
    server.pace = 2
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


@pytest.mark.exhaustive
def test_many_processes_of_one_machine_are_many_machines(machines: Machines) -> None:
    started = machines.start(0, "-n", "2")
    output, _ = started.communicate(timeout=100)
    assert started.returncode == 4
    assert "leave -n out, and start the command several times" in output
    assert os.environ[VARIABLE] not in output
