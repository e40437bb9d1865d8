"""Eight processes in network namespaces as eight machines, three of which are killed: one limit, one rate, all done."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.machines.in_namespaces import LIMIT, SKIPPED

#: Requests a minute: so few that the last machine of a busy computer comes before all is done.
RATE = 400


@pytest.mark.exhaustive
def test_eight_machines_of_which_three_are_killed_share_limit_and_rate() -> None:
    only = "keys_are_checked or unknown_ids or valid_requests"
    command = [
        sys.executable,
        "-m",
        "tests.machines.in_namespaces",
        "--killed",
        "3",
        "--rate",
        str(RATE),
        "--only",
        only,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)  # noqa: S603 - our own program
    if done.returncode == SKIPPED:
        pytest.skip(done.stderr.strip())  # says that no namespaces can be made here
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)["killed"]
    assert (told["seen"], told["codes"].count(-9)) == (8, 3), told["output"]
    assert told["accepted"] <= LIMIT
    assert told["counts"]["paid"] <= told["accepted"] <= told["counts"]["paid"] + told["counts"]["unknown"]
    assert told["densest"] <= RATE / 60 * 5 + 8  # each machine may be a little late with one
    assert told["verdicts"] == 1
    assert set(told["codes"][3:]) == {6}, told["output"]  # undecided, since few tests were chosen
    assert not [reason for reason in told["not_run"] if "counts as paid" not in reason and "limit" not in reason][1:]
