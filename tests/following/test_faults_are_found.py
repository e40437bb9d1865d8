"""Every fault of tasks, videos and notifications is found, by the clause that it breaks; no other server is blamed."""

from __future__ import annotations

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import Fault, Variant, changes, faults, variants
from clausewise.mock_server.faults.entry import FOLLOWED
from tests.engine.driver import KEY, SPEC, Engine
from tests.following.driver import few_rows, follow
from tests.sampling import sampled

pytest.importorskip("av", reason="without PyAV videos are neither made nor looked into")

FOUND = [fault for fault in faults().values() if fault.family in FOLLOWED]
CONFORMING = [variant for variant in variants().values() if not variant.witness]


@pytest.mark.parametrize("fault", sampled(FOUND, every=6, name=lambda fault: fault.name))
def test_faults_are_found(fault: Fault, engine: Engine) -> None:
    keys = frozenset([KEY] if fault.keys else [])
    outcome = follow(engine, MockServer(SPEC, keys=keys, changes=changes(fault=fault.name)))
    assert set(fault.clauses) <= outcome.clauses, outcome.texts[:10]


@pytest.mark.parametrize("variant", sampled(CONFORMING, every=4, name=lambda variant: variant.name))
def test_conforming_servers_pass(variant: Variant, engine: Engine) -> None:
    outcome = follow(engine, MockServer(SPEC, changes=changes(variant=variant.name)))
    assert [finding for finding in outcome.findings if finding.binds_at("documented")] == [], outcome.texts[:10]


@pytest.mark.parametrize("keys", [frozenset(), frozenset([KEY])], ids=["no key", "a key"])
def test_the_correct_server_keeps_every_clause(keys: frozenset[str], engine: Engine) -> None:
    outcome = follow(engine, MockServer(SPEC, keys=keys))
    assert outcome.texts == []
    shown = {clause for result in outcome.results for clause in result.checked}
    followed = {name for name in SPEC.clauses if name.startswith(("video-", "notify-c", "notify-r"))}
    assert followed - shown == set()


@pytest.mark.parametrize(("allowed", "broken"), [(0.001, True), (60.0, False)])
def test_a_task_that_takes_longer_than_allowed_is_found(engine: Engine, allowed: float, *, broken: bool) -> None:
    outcome = follow(engine, MockServer(SPEC), few_rows()[:1], max_task_time=allowed)
    assert ("task-max-time" in outcome.clauses) is broken
    assert any("task-max-time" in result.checked for result in outcome.results)


def test_no_fault_or_variant_is_left_out() -> None:
    assert len(FOUND) >= 76
    assert len(CONFORMING) >= 15
