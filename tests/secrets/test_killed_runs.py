"""A canary key is searched for in all that a run leaves behind that is killed, and in all that the resumed run does."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts
from clausewise.mock_server import MockServer, running
from clausewise.report.exit_codes import UNDECIDED
from clausewise.spec import Spec
from tests.hostile.driver import KEY
from tests.hostile.server import HostileServer
from tests.secrets.canary import Run, echoing

LIMIT = 5


@pytest.fixture(autouse=True)
def _everything_in_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files too are searched."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def killed(folder: Path, url: str, is_midway: Callable[[], bool]) -> None:
    """Kill a run when it is midway, and show that nothing that it leaves behind holds the key."""
    run = Run(folder, f"--base-url={url}", f"--max-paid={LIMIT}", "--timeout=5", "--record=first.har")
    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(run.end)  # a run whose output nobody reads stands still
        while not is_midway() and not reading.done():
            time.sleep(0.002)
        run.process.kill()
        printed = reading.result()
    assert run.process.returncode == -9
    assert (folder / "ledger.sqlite-wal").stat().st_size > 0
    assert (folder / "first.har").stat().st_size > 0
    assert not (folder / "report").exists()
    assert run.leaks(printed) == {}


def resumed(folder: Path, url: str, *codes: int) -> Counts:
    """Go on with the run, and show the same; gives what both have sent."""
    run = Run(folder, f"--base-url={url}", f"--max-paid={LIMIT}", "--timeout=5", "--record=second.har", "--resume")
    printed = run.end()
    assert run.process.returncode in codes, printed[-2000:]
    assert (folder / "report" / "contract.json").exists()
    assert (folder / "second.har").stat().st_size > 0
    assert run.leaks(printed) == {}
    ledger = Ledger(folder / "ledger.sqlite")
    counts = ledger.counts()
    ledger.close()
    return counts


@pytest.mark.exhaustive
@pytest.mark.parametrize(("requests", "accepted"), [(60, 0), (200, 2)])
def test_a_run_that_is_killed_at_a_correct_server_leaves_no_key(requests: int, accepted: int, tmp_path: Path) -> None:
    server = MockServer(Spec.load(), keys=frozenset([KEY]))
    with running(server) as url:
        killed(tmp_path, url, lambda: server.requests >= requests and server.accepted >= accepted)
        before = server.accepted
        counts = resumed(tmp_path, url, 0, UNDECIDED)  # as it was killed before or after what decides a clause
    assert before < LIMIT
    assert accepted <= server.accepted <= LIMIT
    assert server.accepted <= counts.paid + counts.unknown == LIMIT
    assert server.requests <= counts.requests <= server.requests + 1


@pytest.mark.exhaustive
@pytest.mark.parametrize("requests", [3, 5])
def test_a_run_that_is_killed_at_a_server_that_echoes_the_key_leaves_none(requests: int, tmp_path: Path) -> None:
    with HostileServer(echoing) as server:
        killed(tmp_path, server.url, lambda: len(server.received) >= requests)
        assert any(request.key == KEY for request in server.received)
        counts = resumed(tmp_path, server.url, 1)
        assert len(server.received) > requests
    assert counts.paid + counts.unknown >= LIMIT
