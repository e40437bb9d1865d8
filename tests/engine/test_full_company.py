"""A missing field or a broken rule is tried alone, and beside as many other fields as the rules let stand there."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind
from clausewise.spec import Spec
from tests.engine.first_fields import FIRST_FIELDS, of_first_fields


def companies(spec: Spec) -> dict[str, dict[str, Any]]:
    """The bodies of near misses in the fullest company, by what they are about."""
    probes = [probe for probe in plan(spec, PlanOptions(free=False)) if probe.kind is Kind.NEAR_MISS]
    found = (probe.id.rpartition("/")[2].partition(" with the most other fields") for probe in probes)
    return {
        about: json.loads(probe.call.body or b"") for probe, (about, full, _) in zip(probes, found, strict=True) if full
    }


def apart(*names: str) -> Spec:
    """The spec with fields that may not stand beside each other."""
    document = deepcopy(of_first_fields().document)
    body: Any = document["components"]["schemas"]["VideoGenerationRequest"]
    body["allOf"].append({"not": {"type": "object", "required": ["prompt", "model", *names]}})
    return Spec.of(document)


@pytest.mark.parametrize("names", [("images", "character_url"), ("watermark", "private", "hd")], ids="+".join)
def test_a_missing_field_is_tried_beside_all_that_may_stand_together(names: tuple[str, ...]) -> None:
    found = companies(apart(*names))
    for missing in ("prompt", "model"):
        held = set(found[f"{missing} missing"])
        assert held < FIRST_FIELDS - {missing}
        assert len(held & set(names)) == len(names) - 1
        assert FIRST_FIELDS - {missing} - held <= set(names)


def test_a_broken_rule_is_tried_beside_all_that_breaks_no_other() -> None:
    """The last value of each other field would break the second rule, too."""
    found = companies(of_first_fields())
    assert set(found["model=sora-2, hd=true"]) == set(found["model=sora-2, duration=25"]) == FIRST_FIELDS
    assert found["model=sora-2, hd=true"]["duration"] != "25"
    assert found["model=sora-2, duration=25"]["hd"] is not True
