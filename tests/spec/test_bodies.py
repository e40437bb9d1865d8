"""The request schema judges real-looking bodies as the documentation does, and names the clause."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind
from clausewise.spec import BodyValidator, Spec

BODIES = [json.loads(line) for line in (Path(__file__).parent / "bodies.jsonl").read_text("utf-8").splitlines()]
OBJECTS = [case for case in BODIES if isinstance(case["body"], dict)]
UNKNOWN = {"imgaes": [], "zz_unknown": 7, "metadata": {"job": None}}


@pytest.fixture(scope="module")
def validator() -> BodyValidator:
    spec = Spec.load()
    path = spec.operation("createVideoGeneration").body_location
    assert path is not None
    return BodyValidator(spec, path)


@pytest.mark.parametrize("case", BODIES, ids=[case["name"] for case in BODIES])
def test_a_body_breaks_exactly_the_clauses_that_are_listed_for_it(
    validator: BodyValidator, case: dict[str, Any]
) -> None:
    assert sorted({breach.clause.id for breach in validator.breaches(case["body"])}) == case["breaks"]
    assert validator.is_valid(case["body"]) is (not case["breaks"])


@pytest.mark.parametrize("case", OBJECTS, ids=[case["name"] for case in OBJECTS])
def test_unknown_fields_change_no_verdict(validator: BodyValidator, case: dict[str, Any]) -> None:
    assert validator.is_valid({**case["body"], **UNKNOWN}) is (not case["breaks"])


def test_every_clause_of_a_field_or_rule_is_broken_by_some_body() -> None:
    """The list leaves out no clause that a body alone can break, but for new ones that a near miss breaks."""
    spec = Spec.load()
    create = next(operation for operation in spec.operations if operation.paid)
    assert create.body_location is not None
    validator = BodyValidator(spec, create.body_location)
    broken = {clause for case in BODIES for clause in case["breaks"]}
    misses = [probe.call.body for probe in plan(spec, PlanOptions()) if probe.kind is Kind.NEAR_MISS]
    broken |= {breach.clause.id for body in misses for breach in validator.breaches(json.loads(body or b""))}
    request = ("/components/schemas/VideoGenerationRequest", "/components/schemas/VideoModel")
    fields = {clause.id for clause in spec.clauses.values() if clause.pointer.startswith(request)}
    fields |= {"aspect-ratio-enum", "duration-enum", "body-json-object"}
    fields -= {"video-ratio", "video-length", "video-hd", "video-hd-size"}  # broken by a video, not by a body
    # Nothing breaks these two: any text may mention, and unknown fields are ignored.
    assert fields - {"prompt-mention", "unknown-fields"} == broken - {"unknown-fields"}
