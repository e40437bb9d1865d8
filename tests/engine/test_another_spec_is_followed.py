"""Rows, near misses and mock follow a spec with other fields, other rules and another resource."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clausewise.mock_server import MockServer
from clausewise.probes.plan import PlanOptions
from clausewise.probes.probe import Expected, Kind
from clausewise.probes.unsupported import unsupported
from clausewise.spec import BodyValidator, Spec
from tests.engine.driver import Engine, planned

PARCELS = Spec.load(Path(__file__).parent / "specs" / "parcels.yaml")
THINGS = Spec.load(Path(__file__).parents[1] / "spec_diff" / "things.yaml")
OPTIONS = PlanOptions(free=True)


def bodies(kind: Kind) -> list[dict[str, object]]:
    return [json.loads(probe.call.body or b"") for probe in planned(OPTIONS, PARCELS) if probe.kind is kind]


def test_the_mock_server_of_the_spec_passes(engine: Engine) -> None:
    server = MockServer(PARCELS)
    outcome = engine.check(server, spec=PARCELS, options=OPTIONS)
    assert outcome.texts == []
    assert outcome.counts.paid == server.accepted > 10


def test_rows_reach_each_boundary() -> None:
    rows = bodies(Kind.ROW)
    assert {1, 2, 30} <= {row["weight"] for row in rows}
    assert {2, 8} <= {len(str(row["label"])) for row in rows if "label" in row}
    assert {0, 1, 2, 3} <= {len(row["stops"]) for row in rows if "stops" in row}  # type: ignore[arg-type]  # an array
    assert {"slow", "fast", "now"} == {row["speed"] for row in rows}


@pytest.mark.parametrize(
    "body",
    [
        {"weight": 0, "speed": "slow"},
        {"weight": 31, "speed": "slow"},
        {"weight": "1", "speed": "slow"},
        {"weight": 1.5, "speed": "slow"},
        {"weight": 1, "speed": "SLOW"},
        {"speed": "slow"},
    ],
)
def test_near_misses_break_each_constraint(body: dict[str, object]) -> None:
    assert body in bodies(Kind.NEAR_MISS)


def test_near_misses_break_its_rules() -> None:
    misses = bodies(Kind.NEAR_MISS)
    assert any(miss.get("speed") == "now" and "zone" not in miss for miss in misses)
    assert any(miss.get("speed") == "now" and miss.get("zone") == "B" for miss in misses)
    assert any("insured" in miss and "code" not in miss for miss in misses)


def test_near_misses_name_what_the_schema_does_not_allow() -> None:
    assert any(set(miss) - {"weight", "speed"} and "x_probe_field" in miss for miss in bodies(Kind.NEAR_MISS))


def test_every_row_is_valid_and_every_near_miss_is_not() -> None:
    operation = PARCELS.operation("sendParcel")
    assert operation.body_location is not None
    validator = BodyValidator(PARCELS, operation.body_location)
    assert all(validator.is_valid(row) for row in bodies(Kind.ROW) + bodies(Kind.PRODUCT))
    assert not any(validator.is_valid(miss) for miss in bodies(Kind.NEAR_MISS))
    assert all(
        probe.expected is Expected.REFUSED for probe in planned(OPTIONS, PARCELS) if probe.kind is Kind.NEAR_MISS
    )


def test_a_rule_that_forbids_the_first_values_leaves_rows_and_near_misses(engine: Engine) -> None:
    """The first values of its fields cannot stand together, other values can."""
    probes = [probe for probe in planned(OPTIONS, THINGS) if probe.operation.id == "makeThing"]
    rows = [probe.row.body for probe in probes if probe.row is not None]
    combinations = {(row["name"], row["kind"], row["size"]) for row in rows}
    assert combinations == {("a", "y", "m"), ("b", "x", "s"), ("b", "x", "m"), ("b", "y", "m")}
    misses = [json.loads(probe.call.body or b"") for probe in probes if probe.kind is Kind.NEAR_MISS]
    assert any((miss.get("name"), miss.get("kind")) == ("a", "x") for miss in misses)
    assert engine.check(MockServer(THINGS), spec=THINGS, options=OPTIONS).texts == []


def test_a_required_field_that_no_value_is_found_for_is_said() -> None:
    assert unsupported(THINGS) == ["no valid body is found: makeProof"]
    assert {probe.kind for probe in planned(OPTIONS, THINGS) if probe.operation.id == "makeProof"} == {Kind.PROTOCOL}
