"""Changes beside schemas: wire forms, headers, links, encodings, webhooks, security."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from clausewise.diff import changes
from clausewise.diff.change import SEVERITIES
from clausewise.spec import Spec, SpecError
from clausewise.spec.walking import places, pointer
from tests.spec.patches import Patch, patched

PARTS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("parts.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", PARTS["changes"])
def test_a_change_of_a_part_is_told(name: str) -> None:
    case = PARTS["changes"][name]
    patch: Patch = {"remove": case.get("remove", []), "set": case.get("set", {})}
    found = changes(Spec.of(PARTS["spec"]), Spec.of(patched(PARTS["spec"], patch)))
    worst = min((change.severity for change in found), key=SEVERITIES.index, default="documentation")
    assert worst == case["worst"], found
    if "says" in case:
        assert case["says"] in {change.id for change in found if change.severity == worst}, found
    assert all(change.witness for change in found if change.severity == "breaking"), found


@pytest.mark.exhaustive
def test_nothing_that_is_left_out_goes_unseen() -> None:
    old = Spec.of(PARTS["spec"])
    unseen = []
    tried = 0
    for place in places(PARTS["spec"]):
        for key in place.node:
            try:
                new = Spec.of(patched(PARTS["spec"], {"remove": [pointer(*place.location, key)]}))
            except SpecError:
                continue
            if "info" in new.document:
                tried += 1
                unseen += [] if changes(old, new) else [pointer(*place.location, key)]
    assert unseen == []
    assert tried >= 127
