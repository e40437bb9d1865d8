"""The plan for a server where others can see what is made: nothing is made public."""

from __future__ import annotations

import json

from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Expected, Kind
from tests.engine.driver import KEY, planned
from tests.engine.first_fields import of_first_fields


def test_where_others_can_see_it_everything_made_is_private() -> None:
    public = []
    for probe in planned(PlanOptions(key=KEY, free=False, is_local=False)):
        if probe.operation.paid and probe.expected is not Expected.REFUSED:
            body = json.loads(probe.call.body or b"")
            public += [] if body.get("private") is True else [probe]
    assert len(public) == 2
    assert all(
        "private" not in probe.call.body.decode() or "false" in probe.call.body.decode()
        for probe in public
        if probe.call.body
    )


def test_where_others_can_see_it_no_near_miss_of_another_field_leaves_the_safe_value() -> None:
    """A lax server takes near misses too: what it makes of them is as little for others as any other video."""
    probes = planned(PlanOptions(key=KEY, free=False, is_local=False))
    misses = [(probe, json.loads(probe.call.body or b"")) for probe in probes if probe.kind is Kind.NEAR_MISS]
    misses = [(probe, miss) for probe, miss in misses if miss]  # of an empty object nothing can be made
    public = [(probe, miss) for probe, miss in misses if miss.get("private") is not True]
    assert {clause.id for probe, _ in public for clause in probe.clauses} == {"private"}
    assert [miss for _, miss in public if miss.get("private", False) is False] == []


def test_where_others_can_see_it_no_near_miss_is_left_out_but_for_what_it_says_of_the_safe_value() -> None:
    def bodies(*, is_local: bool) -> set[str]:
        options = PlanOptions(key=KEY, free=False, is_local=is_local)
        probes = plan(of_first_fields(), options)
        misses = [json.loads(probe.call.body or b"") for probe in probes if probe.kind is Kind.NEAR_MISS]
        found = {json.dumps({name: miss[name] for name in sorted(miss) if name != "private"}) for miss in misses}
        return found - {"{}"}  # which is nothing but the safe value, or nothing

    assert bodies(is_local=False) == bodies(is_local=True)
