"""reproduce.py of a report fails on the server with the fault, passes on a right one, and hides nothing."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clausewise.mock_server import MockServer, Switch, running
from clausewise.mock_server.faults import changes, faults
from clausewise.probes.probe import Kind, Probe
from clausewise.report.contract_json import report as data_of
from clausewise.report.reproduce import reproduce_file
from clausewise.spec import Spec
from tests.pages.reports import KEY, finding, report
from tests.reports.judged import judged
from tests.reports.reproducing import outcomes
from tests.sampling import sampled

SPEC = Spec.load()
#: Faults of every family whose findings a few requests show.
FAULTS = (
    *("prompt-missing-accepted", "hd-array-accepted", "images-object-accepted", "character-timestamps-any-accepted"),
    *("model-sora-2-refused", "watermark-demanded", "crash-portrait", "crash-media-type"),
    *("task-id-integer", "task-id-of-prompt-start", "answer-json-in-string", "status-202", "error-null", "refusal-418"),
    *("method-put-creates", "method-get-200", "form-body-accepted", "key-case-accepted", "leak-header"),
    *("trace-node", "read-201", "unknown-id-null", "record-id-integer", "drop-refusal", "drop-chunks"),
    *("rule-hd-unchecked", "anonymous-refused-with-keys", "unknown-id-redirect", "task-id-constant"),
    "read-alternating",
)
#: Fewer rows and no fuzzing: what a fault shows is judged here, and not how many requests show it.
FEW = ("--strength", "1", "--no-follow")


def _about(clauses: tuple[str, ...]) -> Callable[[Probe], bool]:
    """Choose the probes of some clauses, and a part of the others of each kind."""
    seen: Counter[Kind] = Counter()

    def wanted(probe: Probe) -> bool:
        seen[probe.kind] += 1
        return seen[probe.kind] % 8 == 1 or bool({clause.id for clause in probe.clauses} & {*clauses})

    return wanted


@pytest.fixture
def servers() -> Iterator[Callable[[str | None], str]]:
    """One address, behind which a fault, or none, can be put."""
    switch = Switch(MockServer(SPEC))
    with running(switch) as url:

        def behind(fault: str | None) -> str:
            switch.app = MockServer(SPEC, keys=frozenset([KEY]), changes=changes(fault=fault) if fault else [])
            return url

        yield behind


@pytest.mark.parametrize("fault", sampled(FAULTS, every=14))
def test_a_finding_is_seen_again_and_not_on_a_right_server(
    fault: str, servers: Callable[[str | None], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACT_TEST_KEY", KEY)
    app = MockServer(SPEC, keys=frozenset([KEY]), changes=changes(fault=fault))
    verdict = judged(app, *FEW, "--api-key-env", "CONTRACT_TEST_KEY", wanted=_about(faults()[fault].clauses))
    data = data_of(verdict)
    assert faults()[fault].clauses[0] in {found["clause"] for found in data["findings"]}
    data["findings"] = data["findings"][:12]  # in the order of the plan: the others are of the same kinds
    text = reproduce_file(data)
    assert KEY not in text
    seen = outcomes(text, servers(fault), monkeypatch)
    assert seen.failed
    assert not seen.passed, text
    right = outcomes(text, servers(None), monkeypatch)
    assert not right.failed, text
    assert right.passed
    assert all("not reproduced" in reason for reason in seen.skipped.values())


@pytest.mark.exhaustive
def test_it_is_run_by_pytest_with_requests_alone(servers: Callable[[str | None], str], tmp_path: Path) -> None:
    text = reproduce_file(report(finding("method", "t")))
    modules = {name.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for name in node.names}
    modules |= {str(node.module) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in modules} - sys.stdlib_module_names == {"pytest", "requests"}
    path = tmp_path / "reproduce.py"
    path.write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONTRACT_", "PYTHONPATH"))}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", str(path)],
        env=kept | {"CONTRACT_BASE_URL": servers(None)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 skipped" in done.stdout, done.stdout
    assert "set CONTRACT_PAY=1 to send it" in done.stdout
