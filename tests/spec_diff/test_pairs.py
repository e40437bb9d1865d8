"""Pairs of specs, each an edit of one base, are judged as OpenAPI 3.1 and JSON Schema 2020-12 have it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from clausewise.diff import changes
from clausewise.diff.change import SEVERITIES
from clausewise.spec import Spec
from tests.spec.patches import patched

TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("pairs.yaml").read_text("utf-8"))


def side(case: dict[str, Any], name: str) -> Spec:
    document = TABLE["base"]
    for edits in (case.get("both", {}), case.get(name, {})):
        places = {
            TABLE["short"].get(head := where.split("/")[0], head) + where[len(head) :]: edits[where] for where in edits
        }
        document = patched(document, {"set": places})
    return Spec.of(document)


@pytest.mark.parametrize("name", TABLE["cases"])
def test_a_pair_is_judged_as_the_standards_have_it(name: str) -> None:
    case = TABLE["cases"][name]
    found = changes(side(case, "old"), side(case, "new"))
    assert min((change.severity for change in found), key=SEVERITIES.index, default="nothing") == case["worst"], found
    assert all(change.witness for change in found if change.severity == "breaking"), found
