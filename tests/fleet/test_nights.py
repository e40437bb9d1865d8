"""Rounds one after the other: each turn has a name of its own, and a fleet that starts again goes on with its turn."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("procrastinate", reason="it is the extra 'fleet'")

from clausewise.budget.limits import Limits
from clausewise.cli import main
from clausewise.fleet import nights
from clausewise.fleet.nights import FleetOptions, run_rounds
from clausewise.fleet.servers_file import Servers
from clausewise.settings.shared_ledger import SharedLedgerError, read_shared

#: 2030-01-01 10:00 UTC.
MORNING = 1_893_492_000.0
DAY = 86_400.0


class Clock:
    """A clock that only sleeping and rounds move on."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.slept: list[float] = []

    def time(self) -> float:
        """Tell the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds


class OverError(Exception):
    """Enough rounds were made."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(MORNING)
    monkeypatch.setattr(nights, "time", clock)
    return clock


def rounds(monkeypatch: pytest.MonkeyPatch, clock: Clock, orders: FleetOptions, *lasting: float) -> list[str]:
    """The names and folders of rounds that last so long."""
    made: list[str] = []
    times: Iterator[float] = itertools.chain(lasting)

    def made_one(_: FleetOptions, name: str, folder: Path | None, __: object) -> int:
        made.append(f"{name} {folder}")
        seconds = next(times, None)
        if seconds is None:
            raise OverError
        clock.now += seconds
        return 1

    monkeypatch.setattr(nights, "_round", made_one)
    with pytest.raises(OverError):
        run_rounds(orders, lambda _: None)
    return made


def orders(run: str, every: float | None, report: Path | None = None) -> FleetOptions:
    return FleetOptions(Servers((), Limits()), read_shared("postgresql://u@h/d", run), report, every=every)


def test_each_turn_has_a_round_that_begins_when_it_is_due(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    made = rounds(monkeypatch, clock, orders("night", DAY, Path("out")), 3600, 2 * 3600)
    names = ["night-300101-0000", "night-300102-0000", "night-300103-0000"]
    assert made == [f"{name} out/{name}" for name in names]
    assert clock.slept == [DAY - 11 * 3600, DAY - 2 * 3600]


def test_a_round_that_lasts_into_other_turns_leaves_those_out(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    made = rounds(monkeypatch, clock, orders("n", 3600), 2.5 * 3600)
    assert made == ["n-300101-1000 None", "n-300101-1200 None"]
    assert clock.slept == [0]


def test_a_fleet_that_is_started_again_in_a_turn_goes_on_with_its_round(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    first = rounds(monkeypatch, clock, orders("n", DAY))
    clock.now += 13.9 * 3600
    assert rounds(monkeypatch, clock, orders("n", DAY)) == first


@pytest.mark.parametrize(("run", "every"), [("r" * 21, None), ("r" * 9, DAY)])
def test_a_name_that_leaves_no_room_for_servers_is_refused(run: str, every: float | None) -> None:
    with pytest.raises(SharedLedgerError, match=f"--run: give at most {len(run) - 1} characters"):
        run_rounds(orders(run, every), lambda _: None)


@pytest.mark.parametrize("every", ["24", "0h", "1.5h", "-1h", "30s", "h", "24 h", "999999m"])
def test_an_invalid_time_is_told(every: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "servers.toml"
    file.write_text("[[server]]\nname = 'a'\nbase_url = 'http://127.0.0.1:1'\n")
    assert main(["fleet", str(file), "--ledger", "postgresql://u@h/d", "--run", "n", f"--every={every}"]) == 2
    assert capsys.readouterr().err.strip() == f"--every {every}: give whole minutes, hours or days, as 90m, 24h or 1d"


@pytest.mark.parametrize("option", ["--report", "--metrics"])
def test_a_place_that_cannot_be_written_is_told_before_anything_is_paid(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "servers.toml"
    file.write_text("[[server]]\nname = 'a'\nbase_url = 'http://127.0.0.1:1'\n")
    fleet = ["fleet", str(file), "--ledger", "postgresql://u@h/d", "--run", "n", option, str(file / "x")]
    assert main(fleet) == 2
    assert capsys.readouterr().err.startswith(f"{option} {file}")
