"""A run tells how far it has come: one line that is kept up on a terminal, a line now and then in a log."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from _pytest._io import TerminalWriter

from clausewise.budget.limits import Counts
from clausewise.probes.run_plan import RunPlan
from clausewise.report.collector import EVERY, Collector
from clausewise.report.past_capture import past_capture
from clausewise.report.progress import Progress, duration
from clausewise.report.record import PROPERTY
from clausewise.report.verdict import Verdict
from tests.reports.judged import plan_of


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> RunPlan:
    prices = tmp_path_factory.mktemp("prices") / "prices.toml"
    prices.write_text('currency = "USD"\n[[price]]\namount = "0.10"\n', encoding="utf-8")
    return plan_of("--strength", "1", "--examples", "0", "--prices", str(prices))


def verdict_of(plan: RunPlan) -> Verdict:
    return Verdict(
        plan, "http://127.0.0.1:1", lambda: Counts(12, 3, 1, 350_000), tasks=lambda: {"running": 2, "succeeded": 3}
    )


def record_of(probe: str, *evidence: tuple[str, str], broken: str | None = None, control: str = "") -> dict[str, Any]:
    return {
        "probe": probe,
        "findings": [{"clause": broken, "status": "failed"}] if broken else [],
        "controls": [control] if control else [],
        "evidence": [[clause, probe, needed] for clause, needed in evidence],
    }


def test_a_refusal_decides_nothing_before_a_valid_request_is_accepted(plan: RunPlan) -> None:
    progress = Progress(verdict_of(plan))
    one, other = plan.expected_records[:2]
    progress.add(record_of(one, ("method", "create"), ("answers", "")))
    assert f"1/{len(progress.verdict.checkable)} clauses decided" in progress.line(1.0)
    progress.add(record_of(other, broken="task-id", control="create"))
    assert f"3/{len(progress.verdict.checkable)} clauses decided" in progress.line(1.0)
    assert "1 broken" in progress.line(1.0)


def test_the_line_tells_of_probes_money_tasks_requests_and_time(plan: RunPlan) -> None:
    verdict = verdict_of(plan)
    progress = Progress(verdict)
    for name in [*plan.expected_records[:10], "client/more"]:  # that is none of the plan
        verdict.records.append(record_of(name))
        progress.add(verdict.records[-1])
    count = len(plan.expected_records)
    line = progress.line(10.0)
    money = f"contract: 10/{count} probes; 3 paid (+1 perhaps), 0.35 USD; {duration(count - 10)} left; "
    assert line.startswith(f"{money}2/5 tasks running; ")
    assert line.endswith(" clauses decided; 12 requests")


@pytest.mark.parametrize("width", [20, 40, 79, 200])
def test_the_line_is_no_wider_than_the_terminal(width: int, plan: RunPlan) -> None:
    line = Progress(verdict_of(plan)).line(10.0, width)
    assert len(line) <= width
    assert line == Progress(verdict_of(plan)).line(10.0)[: len(line)]


class Terminal:
    """The part of pytest's terminal that the collector uses."""

    def __init__(self, *, isatty: bool, verbosity: int = 0) -> None:
        self.isatty, self.verbosity = isatty, verbosity
        self.written = StringIO()
        self._tw = SimpleNamespace(fullwidth=80)
        self.showfspath = self._show_progress_info = True

    def ensure_newline(self) -> None:
        """Begin a line."""

    def write(self, text: str) -> None:
        """Write a text."""
        self.written.write(text)

    def write_line(self, line: str) -> None:
        """Write a line."""
        self.written.write(f"{line}\n")

    def rewrite(self, line: str, *, erase: bool) -> None:
        """Write over the line."""
        self.written.write(f"\r{line}{' ' * (79 - len(line)) if erase else ''}")


def told(plan: RunPlan, terminal: Terminal, seconds: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text that is written within some seconds, in which a probe a second is judged."""
    monkeypatch.setenv("TERM", "xterm")
    clock = [0.0]
    collector = Collector(verdict_of(plan), terminal, lambda: clock[0])
    for name in plan.expected_records[:seconds]:
        clock[0] += 1
        properties = [(PROPERTY, json.dumps(record_of(name)))]
        collector.pytest_runtest_logreport(SimpleNamespace(when="call", user_properties=properties))  # type: ignore[arg-type]  # all that it reads
    return terminal.written.getvalue()


def test_a_log_gets_a_whole_line_each_thirty_seconds(plan: RunPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(plan, Terminal(isatty=False), int(EVERY) - 1, monkeypatch) == ""
    lines = told(plan, Terminal(isatty=False), 65, monkeypatch).splitlines()
    assert [line.split()[1].partition("/")[0] for line in lines] == ["30", "60"]
    assert all("left" in line and line.isprintable() for line in lines)


def test_a_terminal_has_one_line_that_is_written_over(plan: RunPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    text = told(plan, Terminal(isatty=True), 5, monkeypatch)
    assert "\n" not in text
    assert text.count("\r") == 5
    assert {len(line) for line in text.split("\r")[1:]} == {79}
    assert "\x1b" not in text


def test_where_tests_are_named_or_nothing_can_be_written_over_there_are_lines(
    plan: RunPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\r" not in told(plan, Terminal(isatty=True, verbosity=1), 31, monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    assert not Collector(verdict_of(plan), Terminal(isatty=True)).live


def test_what_is_told_while_a_test_runs_is_not_kept_with_its_output(tmp_path: Path) -> None:
    terminal, kept = (tmp_path / "terminal").open("w+"), (tmp_path / "kept").open("w+")
    writer = TerminalWriter(terminal)
    with terminal, kept:
        with past_capture(writer):
            before = os.dup(terminal.fileno())
            os.dup2(kept.fileno(), terminal.fileno())  # as pytest does while a test runs
            terminal.write("of the test\n")
            writer.line("of the run")
            terminal.flush()
            os.dup2(before, terminal.fileno())
            os.close(before)
        writer.line("of the end", flush=True)
    assert (tmp_path / "terminal").read_text() == "of the run\nof the end\n"
    assert (tmp_path / "kept").read_text() == "of the test\n"


def test_a_writer_without_a_descriptor_stays_as_it_is() -> None:
    for writer in (None, TerminalWriter(StringIO())):
        with past_capture(writer):
            pass


@pytest.mark.parametrize(("seconds", "said"), [(0, "0 s"), (89, "89 s"), (600, "10 min"), (7200, "2.0 h")])
def test_a_length_of_time_is_said_for_people(seconds: float, said: str) -> None:
    assert duration(seconds) == said
