"""The cost of a plan: paid requests for every pair and class, those that tell most first."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from clausewise.bundled import ROOT
from clausewise.documents.generated import CLAUSES
from clausewise.mock_server import MockServer
from clausewise.probes.combinations import covering_levels
from clausewise.probes.coverage import combinations_of
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.row_probes import BETWEEN
from clausewise.probes.video_rows import decisive_levels
from clausewise.schema.factors import factors
from clausewise.schema.rules import rules
from clausewise.schema.shapes import shapes
from tests.engine.driver import KEY, LIMITED, SPEC, Engine, rows
from tests.engine.first_fields import FIRST_FIELDS, of_first_fields


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


@pytest.mark.parametrize("is_local", [True, False])
def test_the_barest_and_the_fullest_request_are_among_the_rows(is_local: bool) -> None:  # noqa: FBT001 - a case
    probes = plan(of_first_fields(), PlanOptions(is_local=is_local, free=False))
    held = [set(probe.row.values) for probe in probes if probe.row is not None]
    assert ({"prompt", "model"} if is_local else {"prompt", "model", "private"}) in held
    assert FIRST_FIELDS in held
