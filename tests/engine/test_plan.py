"""The plan: the same each time, what costs nothing first, every pair and every value class, nothing made public."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations, product

import pytest

from clausewise.bundled import ROOT
from clausewise.documents.generated import CLAUSES
from clausewise.mock_server import MockServer
from clausewise.probes.combinations import covering_levels
from clausewise.probes.coverage import combinations_of
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Expected, Kind, Probe
from clausewise.probes.row_probes import BETWEEN
from clausewise.probes.video_rows import decisive_levels
from clausewise.schema.factors import factors
from clausewise.schema.rules import cheapest, rules
from clausewise.schema.shapes import shapes
from clausewise.schema.writings import is_exotic
from clausewise.spec import BodyValidator
from tests.engine.driver import KEY, SPEC, Engine, planned
from tests.engine.first_fields import FIRST_FIELDS, of_first_fields

CREATE = next(operation for operation in SPEC.operations if operation.paid)
(SHAPE,) = shapes(SPEC, CREATE)
FACTORS = factors(SPEC, SHAPE)
RULES = rules(SPEC, SHAPE, FACTORS)
LIMITED = PlanOptions(key=KEY, free=False)
FREE = PlanOptions(key=KEY)


def rows(options: PlanOptions) -> list[Probe]:
    return [probe for probe in planned(options) if probe.row is not None]


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


def test_every_small_size_of_a_list_and_some_lengths_of_texts_are_worth_money() -> None:
    bodies = [probe.row.body for probe in plan(of_first_fields(), LIMITED) if probe.row]
    assert {len(body["images"]) for body in bodies if "images" in body} == set(range(10))
    assert {1025, 2001} <= {len(body["prompt"]) for body in bodies}
    assert max(len(body["prompt"]) for body in bodies) > 8000


def test_pairs_of_the_first_fields_take_13_rows_with_the_barest_and_the_fullest_first() -> None:
    spec = of_first_fields()
    operation = next(operation for operation in spec.operations if operation.paid)
    (shape,) = shapes(spec, operation)
    known = factors(spec, shape)
    tied = rules(spec, shape, known)
    for wanted in ([], decisive_levels(spec, operation, known, tied)):
        levels = covering_levels(known, tied, 2, wanted)
        assert len(levels) <= 13
        assert levels == covering_levels(known, tied, 2, wanted)
        assert all(any(way.items() <= row.items() for row in levels for way in ways) for ways in wanted)
        assert [len([name for name in row if row[name] != "absent"]) for row in levels[:2]] == [2, len(known)]


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


@pytest.mark.parametrize("is_local", [True, False])
def test_every_pair_and_class_of_the_first_fields_takes_22_paid_requests(is_local: bool) -> None:  # noqa: FBT001 - a parameter of the plan
    probes = plan(of_first_fields(), replace(LIMITED, is_local=is_local))
    charged = [probe for probe in probes if probe.charged]
    assert len(charged) + sum("repeat" in probe.then for probe in charged) <= 22


def test_a_server_accepts_as_many_requests_as_the_list_of_clauses_says(engine: Engine) -> None:
    said = re.search(r"^(\d+) accepted requests cover", (ROOT / CLAUSES).read_text("utf-8"), re.MULTILINE)
    assert said is not None
    server = MockServer(SPEC, keys=frozenset([KEY]))
    engine.check(server, options=replace(LIMITED, is_local=False), limit=1000)
    assert server.accepted == int(said[1])


@pytest.mark.parametrize("is_local", [True, False])
def test_a_plan_cut_short_has_had_most_values_and_pairs(is_local: bool) -> None:  # noqa: FBT001 - a parameter of the plan
    sound = [probe for probe in rows(replace(LIMITED, is_local=is_local)) if "weak row" not in probe.id]
    levels = [probe.row.levels for probe in sound if probe.row]
    for strength, count in ((1, 6), (2, len(levels) // 2)):
        found = [combinations_of(row, strength) for row in levels]
        assert len(set().union(*found[:count])) > (0.95 if strength == 1 else 0.65) * len(set().union(*found))


def test_doubtful_rows_stand_between_those_that_are_not() -> None:
    doubtful = ["weak row" in probe.id for probe in rows(LIMITED)]
    assert doubtful[:12] == [*[False] * BETWEEN, True] * 2


def test_rows_are_valid_and_near_misses_break_what_they_name() -> None:
    assert CREATE.body_location is not None
    validator = BodyValidator(SPEC, CREATE.body_location)
    for probe in planned(PlanOptions()):
        if probe.row is not None:
            assert validator.is_valid(probe.row.body)
        elif probe.kind is Kind.NEAR_MISS:
            breaches = validator.breaches(json.loads(probe.call.body or b""))
            assert {breach.clause for breach in breaches} == set(probe.clauses)


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


@pytest.mark.parametrize("is_local", [True, False])
def test_the_barest_and_the_fullest_request_are_among_the_rows(is_local: bool) -> None:  # noqa: FBT001 - a case
    probes = plan(of_first_fields(), PlanOptions(is_local=is_local, free=False))
    held = [set(probe.row.values) for probe in probes if probe.row is not None]
    required = {factor.name for factor in FACTORS if factor.required or (factor.safe_level and not is_local)}
    assert required in held
    assert FIRST_FIELDS in held


def test_a_required_field_is_missed_in_whatever_company() -> None:
    probes = plan(of_first_fields(), PlanOptions())
    bodies = [json.loads(probe.call.body or b"") for probe in probes if "prompt missing" in probe.id]
    assert min(map(len, bodies)) == 2  # the model and the safe value
    assert max(map(len, bodies)) == len(FIRST_FIELDS) - 1
    assert {"sora-2", "sora-2-pro"} <= {body["model"] for body in bodies}
