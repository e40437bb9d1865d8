"""A server that differs from ours only where the page is silent is not failed at basis documented."""

from __future__ import annotations

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import Variant, changes, variants
from tests.engine.driver import KEY, SPEC, Engine
from tests.sampling import sampled


@pytest.mark.parametrize(
    "variant",
    sampled([each for each in variants().values() if each.witness], every=9, name=lambda variant: variant.name),
)
def test_conforming_servers_pass(variant: Variant, engine: Engine) -> None:
    server = MockServer(SPEC, keys=frozenset([KEY] if variant.keys else []), changes=changes(variant=variant.name))
    outcome = engine.check(server)
    assert [finding for finding in outcome.findings if finding.binds_at("documented")] == [], outcome.texts[:10]


@pytest.mark.parametrize("keys", [frozenset(), frozenset([KEY])], ids=["no key", "a key"])
def test_the_correct_server_keeps_every_clause(keys: frozenset[str], engine: Engine) -> None:
    assert engine.check(MockServer(SPEC, keys=keys)).texts == []


def test_a_correct_server_is_charged_for_no_more_than_26_requests(engine: Engine) -> None:
    server = MockServer(SPEC, keys=frozenset([KEY]))
    outcome = engine.check(server, limit=26)
    assert [result.probe.id for result in outcome.results if result.not_run] == []
    assert outcome.counts.paid == server.accepted <= 26
