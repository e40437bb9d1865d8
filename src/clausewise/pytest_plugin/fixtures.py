"""The fixtures of the suite: the run, sending a probe, judging what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from clausewise.probes.probe import Probe
from clausewise.report.finding_text import again_text, cause_of
from clausewise.report.record import PROPERTY, record
from clausewise.run.result import Result
from clausewise.run.session import Run
from clausewise.run.task_results import followed_result, together_result

run_key = pytest.StashKey[Run]()


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """The run: spec, client, ledger and runner."""
    return request.config.stash[run_key]


@pytest.fixture
def judge(request: pytest.FixtureRequest, run: Run) -> Callable[[Result], None]:
    """Record a result, and fail, xfail or skip the item as its findings ask for."""

    def judge(result: Result) -> None:
        entry = record(result, run.options, run.client.redact)
        for finding in entry["findings"]:
            first = run.ledger.first_of(cause_of(finding), result.probe.id)
            finding["same_as"] = first if first != result.probe.id else None
        request.node.user_properties.append((PROPERTY, json.dumps(entry)))
        failed = [_text(finding) for finding in entry["findings"] if finding["status"] == "failed"]
        others = [_text(finding) for finding in entry["findings"] if finding["status"] != "failed"]
        if failed:
            pytest.fail("\n".join([*failed, *others]), pytrace=False)
        if others:
            pytest.xfail("\n".join(others))  # reported below the chosen basis, or waived: with clause and reason
        if result.not_run:
            pytest.skip(f"not run: {result.not_run}")  # the limit, the ledger or the server says why

    return judge


def _text(finding: dict[str, Any]) -> str:
    return str(finding["text"]) if finding["same_as"] is None else again_text(finding)


@pytest.fixture
def send(run: Run, judge: Callable[[Result], None]) -> Callable[[Probe], None]:
    """Send a probe and judge its answer."""

    def send(probe: Probe) -> None:
        judge(run.runner.run(probe))

    return send


@pytest.fixture
def follow(run: Run, judge: Callable[[Result], None]) -> Callable[[Probe], None]:
    """Wait until what a probe has started has ended, and judge it."""

    def follow(probe: Probe) -> None:
        judge(followed_result(run, probe))

    return follow


@pytest.fixture
def follow_others(run: Run, judge: Callable[[Result], None]) -> Callable[[], None]:
    """Wait until all that any other request has started has ended, and judge it, and the files of all tasks."""

    def follow_others() -> None:
        judge(together_result(run))

    return follow_others
