"""A fleet whose worker is killed with the check that it has begun: the others go on by its ledger, within one limit."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("procrastinate", reason="it is the extra 'fleet'")

from tests.fleet.fleet_of_mocks import KEY, checked, fleet, name_of, problems

#: What these tests find, by few requests.
NAMES = ["task-id-missing", None, "key-wrong-accepted", None]
TOTAL, EACH = 9, 3


@pytest.mark.exhaustive
def test_a_fleet_outlives_a_worker_within_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k 'keys_are_checked or valid_requests'")
    with fleet(NAMES, workers=2) as (mocks, url, workers, folder):
        code, output = checked(mocks, url, workers, folder, TOTAL, EACH, after=2)
        assert code == 1, output
        assert problems(mocks, folder, TOTAL, EACH) == [], output
        assert "over all servers" in whole(folder)  # of four times three, nine were left
        assert len(workers.running) == 1
        assert {path.name for path in (folder / "out").iterdir()} == {"index.html", *map(name_of, range(len(NAMES)))}
        assert "# EOF" in (folder / "fleet.prom").read_text()
        assert KEY not in output + whole(folder)
        assert workers.stop() == [0]


def whole(folder: Path) -> str:
    """All that was written, as one text."""
    return "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())
