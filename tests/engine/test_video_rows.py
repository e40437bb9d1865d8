"""Rows hold a video in HD beside one of its kind without, whatever fields of listed values a spec adds."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from clausewise.probes.plan import PlanOptions, plan
from clausewise.spec import Spec
from clausewise.spec.tasks import video_terms
from tests.engine.first_fields import of_first_fields

LOOKS = {"look": ["film", "drawn"], "mood": ["calm", "merry", "sad"]}


def changed(fields: dict[str, list[str]], *, ruled: bool) -> Spec:
    """The spec of the first fields with optional ones of listed values, the last value of each for one model only."""
    document = deepcopy(of_first_fields().document)
    body: Any = document["components"]["schemas"]["VideoGenerationRequest"]
    for name, values in fields.items():
        body["properties"][name] = {"type": "string", "enum": values}
        forbidden = {
            "type": "object",
            "required": ["prompt", "model", name],
            "properties": {"model": {"const": "sora-2"}, name: {"const": values[-1]}},
        }
        body["allOf"] += [{"not": forbidden}] if ruled else []
    return Spec.of(document)


@pytest.mark.parametrize("ruled", [True, False], ids=["with a rule", "without"])
@pytest.mark.parametrize("names", [["look"], ["look", "mood"]], ids="+".join)
def test_each_ratio_has_a_video_in_hd_beside_one_of_its_kind_without(names: list[str], *, ruled: bool) -> None:
    spec = changed({name: LOOKS[name] for name in names}, ruled=ruled)
    operation = next(operation for operation in spec.operations if operation.paid)
    terms = video_terms(spec, operation)
    assert terms is not None
    assert set(names) < set(terms.kind)
    bodies = [probe.row.body for probe in plan(spec, PlanOptions(key=None, free=False)) if probe.row]
    kinds = [
        {
            (asked.ratio, *(body.get(name) for name in terms.kind))
            for body in bodies
            if (asked := terms.asked_video(body)).hd is hd and (asked.hd_has_effect or not hd)
        }
        for hd in (True, False)
    ]
    assert {ratio for ratio, *_ in kinds[0] & kinds[1]} >= {(16, 9), (9, 16)}
