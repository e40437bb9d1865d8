"""The plan: the same each time, what costs nothing first, every pair and every value class, nothing made public."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations, product

import pytest

from clausewise.probes.coverage import combinations_of
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind
from clausewise.schema.factors import factors
from clausewise.schema.rules import cheapest, rules
from clausewise.schema.shapes import shapes
from clausewise.schema.writings import is_exotic
from clausewise.spec import BodyValidator
from tests.engine.driver import KEY, LIMITED, SPEC, planned, rows
from tests.engine.first_fields import FIRST_FIELDS, of_first_fields

CREATE = next(operation for operation in SPEC.operations if operation.paid)

(SHAPE,) = shapes(SPEC, CREATE)

FACTORS = factors(SPEC, SHAPE)

RULES = rules(SPEC, SHAPE, FACTORS)


FREE = PlanOptions(key=KEY)


def test_the_same_options_make_the_same_plan() -> None:
    assert [(probe.id, probe.call) for probe in plan(SPEC, LIMITED)] == [
        (probe.id, probe.call) for probe in plan(SPEC, LIMITED)
    ]


def test_every_probe_has_an_id_of_its_own() -> None:
    ids = [probe.id for probe in planned(PlanOptions())]
    assert len(ids) == len(set(ids))


def test_what_costs_nothing_comes_first() -> None:
    control, *others = planned(LIMITED)
    assert (control.control, [probe for probe in others if probe.control]) == (True, [])
    charged = [probe.charged for probe in others]
    assert charged == sorted(charged)


@pytest.mark.parametrize("strength", [1, 2, 3])
def test_rows_cover_every_valid_combination(strength: int) -> None:
    options = PlanOptions(strength=strength, key=KEY, free=False)
    covered = {found for probe in rows(options) if probe.row for found in combinations_of(probe.row.levels, strength)}
    for chosen in combinations(FACTORS, strength):
        for levels in product(*(factor.levels for factor in chosen)):
            wanted = {factor.name: level for factor, level in zip(chosen, levels, strict=True)}
            if cheapest(FACTORS, RULES, wanted) is not None:
                assert frozenset(wanted.items()) in covered, wanted


def test_rows_cover_every_value_class() -> None:
    used = {(name, value.name) for probe in rows(LIMITED) if probe.row for name, value in probe.row.values.items()}
    wanted = {(factor.name, value.name) for factor in FACTORS for value in factor.classes if not value.carried}
    assert wanted <= used
    free = {(name, value.name) for probe in rows(FREE) if probe.row for name, value in probe.row.values.items()}
    assert {(factor.name, value.name) for factor in FACTORS for value in factor.classes} <= free


@pytest.mark.parametrize("is_local", [True, False])
@pytest.mark.parametrize("strength", [1, 2, 3])
def test_rows_compare_a_video_in_hd_with_one_that_is_not(strength: int, is_local: bool) -> None:  # noqa: FBT001 - a parameter of the plan
    """Where HD has an effect, at the same model and ratio: at a low strength in one ratio, else in each."""
    bodies = [probe.row.body for probe in rows(replace(LIMITED, strength=strength, is_local=is_local)) if probe.row]
    high, plain = (
        {
            (body["model"], body["aspect_ratio"])
            for body in bodies
            if "aspect_ratio" in body and (body.get("hd") is True) is hd and (body.get("duration") != "25" or not hd)
        }
        for hd in (True, False)
    )
    assert len(high & plain) >= min(strength, 2)


def test_values_next_to_an_enum_are_near_misses_before_exotic_spellings() -> None:
    misses = [probe for probe in planned(LIMITED) if probe.kind is Kind.NEAR_MISS]
    sent = [json.loads(probe.call.body or b"{}") for probe in misses]
    assert {"12", "20", "30", "5", 20} <= {
        body["duration"] for body in sent if isinstance(body.get("duration"), (str, int))
    }
    assert {"1:1", "4:3", "21:9"} <= {str(body.get("aspect_ratio")) for body in sent}
    exotic = [index for index, body in enumerate(sent) if is_exotic(repr(body))]
    documented = [index for index, probe in enumerate(misses) if probe.basis == "documented"]
    plain = [index for index in documented if index not in exotic]
    assert max(plain) < min(index for index in exotic)


def test_rows_are_valid_and_near_misses_break_what_they_name() -> None:
    assert CREATE.body_location is not None
    validator = BodyValidator(SPEC, CREATE.body_location)
    for probe in planned(PlanOptions()):
        if probe.row is not None:
            assert validator.is_valid(probe.row.body)
        elif probe.kind is Kind.NEAR_MISS:
            breaches = validator.breaches(json.loads(probe.call.body or b""))
            assert {breach.clause for breach in breaches} == set(probe.clauses)


def test_a_required_field_is_missed_in_whatever_company() -> None:
    probes = plan(of_first_fields(), PlanOptions())
    bodies = [json.loads(probe.call.body or b"") for probe in probes if "prompt missing" in probe.id]
    assert min(map(len, bodies)) == 2  # the model and the safe value
    assert max(map(len, bodies)) == len(FIRST_FIELDS) - 1
    assert {"sora-2", "sora-2-pro"} <= {body["model"] for body in bodies}
