"""A refused row is blamed on the clauses that the server breaks, and on no other, however much may be spent."""

from __future__ import annotations

from itertools import groupby

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import changes, faults
from clausewise.probes.plan import PlanOptions
from clausewise.probes.rows import Row
from clausewise.probes.wire import PLAIN
from clausewise.run.baseline import baseline_of
from clausewise.run.culprits import Search
from clausewise.schema.value_class import ValueClass
from tests.engine.driver import SPEC, Engine, Outcome, planned
from tests.sampling import sampled

#: Faults of one field, which the covering rows hold together with values that rules tie.
OF_ONE_FIELD = ("images-refused", "images-empty-refused", "character-timestamps-zero-refused", "duration-15-refused")


def failed(outcome: Outcome) -> set[str]:
    """The clauses that fail a server at basis documented."""
    return {finding.clause.id for finding in outcome.findings if finding.binds_at("documented")}


@pytest.mark.parametrize("name", sampled(OF_ONE_FIELD, every=3))
def test_no_clause_is_blamed_that_is_kept(name: str, engine: Engine) -> None:
    outcome = engine.check(MockServer(SPEC, changes=changes(fault=name)), limit=26)
    assert failed(outcome) == {faults()[name].clauses[0]}, outcome.texts


@pytest.mark.parametrize(
    ("name", "blamed"),
    sampled(
        [
            ("duration-25-refused", {"duration-enum", "duration-25-needs-pro"}),
            ("rule-25-on-pro-refused", {"duration-enum", "duration-25-needs-pro"}),
            ("hd-true-refused", {"hd-type", "hd-needs-pro"}),
            ("rule-15-needs-pro", {"duration-enum", "duration-25-needs-pro"}),
        ],
        every=2,
        name=lambda case: case[0],
    ),
)
def test_a_value_that_is_there_only_for_another_is_not_blamed(name: str, blamed: set[str], engine: Engine) -> None:
    """The model that alone supports a value is taken without that value: whether it is taken is not in question."""
    outcome = engine.check(MockServer(SPEC, changes=changes(fault=name)), limit=26)
    assert failed(outcome) == blamed, outcome.texts


@pytest.mark.exhaustive
def test_a_limit_that_is_reached_meanwhile_blames_no_clause_that_is_kept(engine: Engine) -> None:
    """A value that is not found is a finding all the same: of the promise that a valid request is accepted."""
    blamed = []
    for limit in range(1, 12):
        outcome = engine.check(MockServer(SPEC, changes=changes(fault="images-empty-refused")), limit=limit)
        blamed.append(failed(outcome))
    # First the row is out of reach, then it is refused and nothing more may be sent, then the field is named.
    assert [step for step, _ in groupby(blamed)] == [set(), {"accepted-200"}, {"images"}]


def test_a_search_keeps_the_safe_values_of_fields_that_it_is_not_about() -> None:
    """A request that looks for a value of another field is as little for others as any other request."""
    create = next(operation for operation in SPEC.operations if operation.paid)
    rows = [probe.row for probe in planned(PlanOptions(free=False, is_local=False)) if probe.row is not None]
    row = next(row for row in rows if row.body.get("private") is False)
    baseline = baseline_of(SPEC, create, row)
    assert baseline is not None
    sent: list[dict[str, object]] = []

    def refused(asked: Row) -> bool:
        sent.append(asked.body)
        return bool(asked.body["prompt"] == row.body["prompt"])

    culprits, left = Search(baseline, refused).culprits(row)
    assert set(culprits) == {"prompt"}
    assert left.body["private"] is True
    assert [body for body in sent if body["private"] is not True] == []


def test_the_one_value_at_fault_is_found_by_one_request_that_is_taken() -> None:
    create = next(operation for operation in SPEC.operations if operation.paid)
    rows = [probe.row for probe in planned(PlanOptions(free=False, is_local=False)) if probe.row is not None]
    tried = set()
    for row in (row for row in rows if row.style == PLAIN and len(row.values) > 4):
        baseline = baseline_of(SPEC, create, row)
        assert baseline is not None
        for name, value in row.values.items():
            alone = baseline.base.body | {name: value.value}
            if baseline.base.values.get(name) == value or name == "private" or not baseline.valid(alone):
                continue
            taken = [baseline.base.body]

            def refused(asked: Row, name: str = name, value: ValueClass = value, taken: list[object] = taken) -> bool:
                if asked.body.get(name) == value.value:
                    return True
                taken.append(asked.body)
                return False

            def was_taken(asked: Row, taken: list[object] = taken) -> bool:
                return asked.body in taken

            culprits, left = Search(baseline, refused, was_taken).culprits(row)
            assert (set(culprits), left.body) == ({name}, alone)
            assert len(taken) <= 2
            tried.add(name)
    assert len(tried) > 4
