"""A replay gives the verdict of the run that was recorded, and opens no connection."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from clausewise.mock_server import MockServer, Switch, running
from clausewise.mock_server.faults import changes
from clausewise.report.forecast import forecast
from clausewise.settings.prices import MILLIONTHS
from tests.hostile.leaks import leaks
from tests.recording.archives import ENTRY, KEY, archive, verdict, written
from tests.reports.judged import plan_of
from tests.suite.command import SPEC, Suite


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        pytest.param(None, [], marks=pytest.mark.exhaustive),
        pytest.param(None, ["--max-paid", "5"], marks=pytest.mark.exhaustive),
        pytest.param("leak-answer", ["--max-paid", "5"], marks=pytest.mark.exhaustive),
        pytest.param("leak-refusal", ["--max-paid", "5", "--basis", "assumed"], marks=pytest.mark.exhaustive),
        pytest.param("drop-refusal", ["--max-paid", "5"], marks=pytest.mark.exhaustive),
        ("rule-25-unchecked", ["--max-paid", "26", "--shard", "1/2"]),
    ],
)
def test_a_replay_gives_the_same_verdict_without_a_server(
    fault: str | None, options: list[str], suite: Suite, switch: Switch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECORDED_KEY", KEY)
    server = MockServer(SPEC, keys=frozenset([KEY]), changes=changes(fault=fault))
    switch.app = server
    har = tmp_path / "run.har"
    live = suite(*options, "--api-key-env=RECORDED_KEY", f"--record={har}", f"--report={tmp_path / 'live'}")
    sent = server.requests
    monkeypatch.delenv("RECORDED_KEY")
    again = suite(f"--replay={har}", f"--report={tmp_path / 'again'}")
    assert again.returncode == live.returncode == (fault is not None)
    assert verdict(tmp_path / "again") == verdict(tmp_path / "live")
    assert server.requests == sent == len(archive(har)["log"]["entries"]) > 10
    assert leaks(KEY, har.read_text()) == []
    if fault is not None:
        assert verdict(tmp_path / "live")["conforms"] == "no"


@pytest.mark.exhaustive
def test_a_replay_opens_no_connection(suite: Suite, tmp_path: Path) -> None:
    har = tmp_path / "run.har"
    with socket.create_server(("127.0.0.1", 0)) as listener, running(MockServer(SPEC)) as url:
        assert suite(f"--record={har}", "--max-paid=2", "--allow-undecided", base_url=url).returncode == 0
        watched = f"http://127.0.0.1:{listener.getsockname()[1]}"
        har.write_text(har.read_text().replace(url, watched))
        assert suite(f"--replay={har}", "--allow-undecided", base_url=watched).returncode == 0
        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()


#: The dearer model first: by it the plan has another order than without prices.
UPSIDE_DOWN = """
currency = "USD"

[[price]]
amount = 7
when = { model = "sora-2" }

[[price]]
amount = 0.5
"""


def test_the_prices_that_shaped_a_plan_shape_its_replay(tmp_path: Path) -> None:
    prices, har = tmp_path / "prices.toml", tmp_path / "run.har"
    prices.write_text(UPSIDE_DOWN)
    options = ("--base-url", "http://127.0.0.1:1", "--max-paid", "9", "--max-spend", "20")
    live = plan_of(*options, "--prices", str(prices))
    har.write_text(written(live.options.facts | {"server": "http://127.0.0.1:1", "mock": False}, ENTRY))
    prices.unlink()
    again = plan_of("--replay", str(har))
    assert [probe.id for probe in again.probes] == [probe.id for probe in live.probes]
    assert [again.price(probe) for probe in again.probes] == [live.price(probe) for probe in live.probes]
    assert [step.spent for step in forecast(again)] == [step.spent for step in forecast(live)]
    # Without the prices it were another plan: what is compared above does not fit by chance.
    assert [probe.id for probe in plan_of(*options[:4]).probes] != [probe.id for probe in live.probes]


def test_other_prices_tell_what_a_replay_had_cost_and_leave_its_plan(tmp_path: Path) -> None:
    prices, har = tmp_path / "prices.toml", tmp_path / "run.har"
    prices.write_text(UPSIDE_DOWN)
    live = plan_of("--base-url", "http://127.0.0.1:1", "--max-paid", "9", "--prices", str(prices))
    har.write_text(written(live.options.facts | {"server": "http://127.0.0.1:1", "mock": False}, ENTRY))
    prices.write_text('currency = "EUR"\n[[price]]\namount = 2\n')
    again = plan_of("--replay", str(har), "--prices", str(prices))
    assert [probe.id for probe in again.probes] == [probe.id for probe in live.probes]
    assert {again.price(probe) for probe in again.probes if probe.charged} == {2 * MILLIONTHS}
