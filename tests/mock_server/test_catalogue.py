"""Every fault and variant of the catalogue differs from a correct server, and names clauses of the spec."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from clausewise.cli import mock as serve_mock
from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer
from clausewise.mock_server.faults import Fault, UnknownNameError, Variant, changes, faults, variants
from clausewise.mock_server.faults.entry import FAMILIES
from clausewise.mock_server.faults.witness import alike, answers
from clausewise.mock_server.faults.witness_requests import KEY, plain
from clausewise.mock_server.parsing import MalformedError, strict_json
from clausewise.mock_server.tasks import TasksInMemory
from clausewise.spec import BodyValidator, Spec

NOW = 1_760_000_000.0


def compared(spec: Spec, entry: Fault | Variant, **named: str) -> tuple[list[str], list[str]]:
    keys = frozenset({KEY}) if entry.keys else frozenset()
    correct, other = (
        MockServer(spec, keys=keys, pace=60, tasks=TasksInMemory(lambda: NOW)),
        MockServer(spec, keys=keys, pace=60, tasks=TasksInMemory(lambda: NOW), changes=changes(**named)),
    )
    return alike(answers(correct, entry.witness)), alike(answers(other, entry.witness))


@pytest.mark.parametrize(
    ("named", "status"), [({"variant": "unknown-fields-refused"}, 400), ({"fault": "crash-unknown-field"}, 500)]
)
def test_which_fields_are_unknown_is_read_from_the_spec(named: dict[str, Any], status: int) -> None:
    spec = Spec.load()
    server = MockServer(spec, changes=changes(**named))
    body = spec.at("/components/schemas/VideoGenerationRequest")["properties"]
    assert answers(server, (plain(zz_unknown=1),))[0].status == status
    body["zz_unknown"] = {"type": "integer"}
    assert answers(MockServer(spec, changes=changes(**named)), (plain(zz_unknown=1),))[0].status == 200


def test_the_catalogue_has_every_family_and_loses_nothing() -> None:
    families = Counter(fault.family for fault in faults().values())
    assert set(families) == set(FAMILIES)
    assert min(families.values()) >= 12, families
    assert len(faults()) >= 511  # as many as there were; raise both when some are added
    assert len(variants()) >= 66


def test_names_are_unique_and_can_be_typed() -> None:
    from clausewise.mock_server.faults import catalogue

    assert sum(len(module.FAULTS) for module in catalogue.MODULES) == len(faults())
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name) for name in [*faults(), *variants()])


#: Those that show in single answers; tests/following has the others, tests/machines those that take several at once.
SHOWING = [fault for fault in faults().values() if fault.shows_alone]


@pytest.mark.parametrize("fault", SHOWING, ids=lambda fault: fault.name)
def test_a_fault_breaks_clauses_of_the_spec_and_shows(spec: Spec, fault: Fault) -> None:
    assert fault.clauses
    assert set(fault.clauses) <= set(spec.clauses)
    assert re.fullmatch(r"[^\n]+\.", fault.says)
    correct, faulty = compared(spec, fault, fault=fault.name)
    assert correct != faulty


@pytest.mark.parametrize(
    "variant", [each for each in variants().values() if each.witness], ids=lambda variant: variant.name
)
def test_a_variant_differs_from_the_correct_server(spec: Spec, variant: Variant) -> None:
    assert re.fullmatch(r"[^\n]+\.", variant.says)
    correct, other = compared(spec, variant, variant=variant.name)
    assert correct != other


def test_the_correct_server_answers_each_witness_twice_alike(spec: Spec) -> None:
    entries: list[Fault | Variant] = [*faults().values(), *variants().values()]
    for entry in entries:
        correct, again = compared(spec, entry)
        assert correct == again, entry.name


def test_a_misspelt_name_is_answered_with_the_nearest_one(spec: Spec) -> None:
    with pytest.raises(UnknownNameError, match="did you mean task-id-missing"):
        MockServer(spec, changes=changes(fault="task-id-mising"))


def test_the_command_lists_every_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert serve_mock.main(["--list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == [*faults(), *variants()]


def named(family: str) -> list[Fault]:
    return [fault for fault in faults().values() if fault.family == family]


def ends(spec: Spec, fault: Fault) -> tuple[Answer, Answer]:
    """The last answers of a correct and of the faulty server to the witness."""
    keys = frozenset({KEY}) if fault.keys else frozenset()
    correct, faulty = MockServer(spec, keys=keys), MockServer(spec, keys=keys, changes=changes(fault=fault.name))
    return answers(correct, fault.witness)[-1], answers(faulty, fault.witness)[-1]


@pytest.mark.parametrize("fault", named("accepts what it must refuse"), ids=lambda fault: fault.name)
def test_what_a_lax_server_accepts_is_refused_by_a_correct_one_for_that_clause(spec: Spec, fault: Fault) -> None:
    correct, faulty = ends(spec, fault)
    assert (correct.status, faulty.status) == (400, 200)
    assert any(f"[{clause}]" in correct.body.decode() for clause in fault.clauses)


@pytest.mark.parametrize("fault", named("refuses what it must accept"), ids=lambda fault: fault.name)
def test_what_a_strict_server_refuses_is_accepted_by_a_correct_one(spec: Spec, fault: Fault) -> None:
    correct, faulty = ends(spec, fault)
    assert (correct.status, faulty.status) == (200, 400)


@pytest.mark.parametrize("fault", named("crashes"), ids=lambda fault: fault.name)
def test_a_crash_is_answered_with_500_or_above_and_correctly_below(spec: Spec, fault: Fault) -> None:
    correct, faulty = ends(spec, fault)
    assert correct.status < 500 <= faulty.status


@pytest.mark.parametrize("fault", named("protocol"), ids=lambda fault: fault.name)
def test_a_protocol_fault_takes_what_is_refused_or_refuses_what_is_taken(spec: Spec, fault: Fault) -> None:
    correct, faulty = ends(spec, fault)
    if fault.name.startswith("allow-"):
        assert correct.status == faulty.status == 405
    else:
        assert correct.accepts != faulty.accepts
        assert faulty.accepts != fault.name.endswith("-refused")


def broken_by_schema(spec: Spec, fault: Fault) -> set[str] | None:
    """The clauses that the last answer breaks by its schema; None when it is not JSON of a listed status."""
    _, faulty = ends(spec, fault)
    operation = spec.operation("createVideoGeneration" if fault.witness[-1].method == "POST" else "getVideoGeneration")
    response = operation.response(faulty.status)
    if response is None or faulty.header(b"content-type") != b"application/json":
        return None
    try:
        value = strict_json(faulty.body)
    except MalformedError:
        return None
    return {breach.clause.id for breach in BodyValidator(spec, response.schema_location()).breaches(value)}


BY_SCHEMA = [fault for fault in faults().values() if fault.name.startswith(("record-", "task-id-", "answer-"))]
#: Clauses that no schema can judge: they compare several answers.
UNSEEN = {"task-read-same", "task-read-repeatable", "task-id-fresh"}


@pytest.mark.parametrize("fault", BY_SCHEMA, ids=lambda fault: fault.name)
def test_a_wrong_body_breaks_the_clause_that_its_fault_names(spec: Spec, fault: Fault) -> None:
    broken = broken_by_schema(spec, fault)
    if broken is None or UNSEEN & set(fault.clauses):
        return
    # Where no clause stands, the breach names the place itself.
    assert broken & set(fault.clauses) or (broken and not broken & set(spec.clauses))


@pytest.mark.parametrize(
    "fault", [fault for fault in faults().values() if "error-shape" in fault.clauses], ids=lambda fault: fault.name
)
def test_a_wrong_error_has_neither_shape(spec: Spec, fault: Fault) -> None:
    broken = broken_by_schema(spec, fault)
    assert broken is None or broken
