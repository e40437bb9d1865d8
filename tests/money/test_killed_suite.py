"""A whole run with several workers, killed and resumed: plan, report and server agree in what was sent and paid."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest

from clausewise.mock_server import running
from clausewise.report.forecast import forecast
from clausewise.settings.prices import MILLIONTHS
from tests.money.counting import Counting
from tests.money.killed_suite import report_of, start
from tests.reports.judged import plan_of

#: Requests of the server after which each run is killed. Each run, and each of its workers, takes seconds to start.
ONCE, FOUR_TIMES = (150,), (60, 150, 260, 380)
#: Each worker that is killed leaves a request behind that counts as paid, though it be a near miss.
LIMIT = 60


def options_of(url: str, prices: Path, folder: Path, limit: int) -> list[str]:
    return [
        *("--base-url", url, "--max-paid", str(limit), "--strength", "1", "--prices", str(prices)),
        *("--ledger", str(folder / "ledger"), "--report", str(folder)),
    ]


@pytest.mark.exhaustive
def test_four_workers_send_what_is_planned(prices: Path, tmp_path: Path) -> None:
    app = Counting(prices, keys=frozenset())
    with running(app) as url:
        options = options_of(url, prices, tmp_path, 6)
        steps = list(forecast(plan_of(*options)))
        output, _ = start(4, options).communicate(timeout=200)
    requests, paid, spent = (sum(getattr(step, name) for step in steps) for name in ("requests", "paid", "spent"))
    assert (app.server.requests, app.server.accepted, app.spent) == (requests, paid, spent), output[-2000:]
    report = report_of(tmp_path)
    assert (report["counts"]["requests"], report["counts"]["paid"]) == (requests, paid)
    assert Decimal(report["spent"].split()[0]) * MILLIONTHS == spent


@pytest.mark.parametrize(
    ("workers", "killed_after"), [(2, ONCE), pytest.param(4, FOUR_TIMES, marks=pytest.mark.exhaustive)]
)
def test_a_run_that_is_killed_pays_no_more_and_tells_it_all(
    workers: int, killed_after: tuple[int, ...], prices: Path, tmp_path: Path
) -> None:
    app = Counting(prices, keys=frozenset())
    with running(app) as url:
        options = options_of(url, prices, tmp_path, LIMIT)
        for number, after in enumerate(killed_after):
            process = start(workers, [*options, *(["--resume"] if number else [])])
            until = time.monotonic() + 100
            while app.server.requests < after and process.poll() is None and time.monotonic() < until:
                time.sleep(0.005)
            ended = process.poll()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate(timeout=60)
            assert ended is None, output[-3000:]
        output, _ = start(workers, [*options, "--resume"]).communicate(timeout=200)
    report = report_of(tmp_path)
    counts = report["counts"]
    assert app.server.accepted <= LIMIT, output[-2000:]
    # What was under way when a worker was killed may have arrived or not; of each worker it is one request at most.
    assert 0 <= counts["requests"] - app.server.requests <= len(killed_after) * workers
    assert counts["paid"] <= app.server.accepted <= counts["paid"] + counts["unknown"]
    assert Decimal(report["spent"].split()[0]) * MILLIONTHS >= app.spent
    if not counts["unknown"]:
        assert Decimal(report["spent"].split()[0]) * MILLIONTHS == app.spent
