"""Every change in the folder `changes` is judged as it says there, and shown by a witness."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from clausewise.diff import Change, changes
from clausewise.schema import spellings
from clausewise.schema.value_classes import value_classes
from clausewise.spec import BodyValidator, Spec, SpecError
from clausewise.spec.walking import places
from tests.spec_diff.cases import CASES, after, before


@cache
def found(name: str) -> tuple[Change, ...]:
    return tuple(changes(before(CASES[name]["base"]), after(name)))


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_judged_as_expected(name: str) -> None:
    judged = sorted([change.severity, change.id, change.server] for change in found(name))
    assert judged == sorted(CASES[name]["expect"])


@pytest.mark.parametrize("name", CASES)
def test_what_is_called_breaking_is_shown_by_a_witness(name: str) -> None:
    """No claimed break without a witness, and no witness against what was claimed to be harmless.

    A case may name claims that nothing proves, such as a rule that no request of listed fields can break.
    """
    for change in found(name):
        if change.id in CASES[name].get("unproved", ()):
            assert (change.claim, change.severity, change.witness) == ("breaking", "dangerous", None)
            continue
        assert (change.severity == "breaking") <= (change.witness is not None), change
        assert change.severity == change.claim or (change.claim, change.severity) == ("dangerous", "breaking"), change


@pytest.mark.parametrize("name", CASES)
def test_a_pointer_leads_to_a_place_of_one_of_the_specs(name: str) -> None:
    for change in found(name):
        assert any(leads(spec, change.pointer) for spec in (before(CASES[name]["base"]), after(name))), change


def leads(spec: Spec, pointer: str) -> bool:
    try:
        spec.at(pointer)
    except SpecError:
        return False
    return True


@pytest.mark.parametrize("name", CASES)
def test_a_witness_in_a_body_is_right_in_one_spec_and_wrong_in_the_other(name: str) -> None:
    old, new = before(CASES[name]["base"]), after(name)
    for change in found(name):
        witness = change.witness
        if witness is None or not change.id.startswith(SHOWN_BY_BODY):
            continue
        verdicts = [
            any(BodyValidator(spec, path).is_valid(witness.value) for path in body_paths(spec, change))
            for spec in (old, new)
        ]
        breaks_requests = (witness.kind == "request") == (change.severity == "breaking")
        assert verdicts == ([True, False] if breaks_requests else [False, True]), change


#: Changes whose witness is a body, of a request or of an answer of success.
SHOWN_BY_BODY = (
    "request-property",
    "request-body-r",
    "new-required-request-property",
    "response-property",
    "response-body",
)


def body_paths(spec: Spec, change: Change) -> list[tuple[str | int, ...]]:
    """The schemas that the body of a witness may belong to."""
    found_paths: list[tuple[str | int, ...]] = []
    for name in change.operations:
        operation = spec.operation(name)
        if change.witness is not None and change.witness.kind == "request":
            found_paths += [operation.body_location] if operation.body_location is not None else []
        else:
            place = change.witness.where if change.witness is not None else ""
            found_paths += [
                response.schema_location()
                for response in operation.responses
                if place == f"{operation.method} {operation.url_path}: {response.status}"
            ]
    return found_paths


@pytest.mark.parametrize("name", CASES)
def test_what_is_called_harmless_breaks_no_request_and_no_answer_of_the_engine(name: str) -> None:
    """Without a breaking or dangerous change, all that the old spec took is taken, all that comes was known."""
    if any(change.severity in ("breaking", "dangerous") for change in found(name)):
        return
    old, new = before(CASES[name]["base"]), after(name)
    for accepted, refused, path in walks(old, new):
        taker = BodyValidator(opened(refused), path)
        for value in values(accepted, path):
            assert taker.is_valid(value), (name, path, value)


def opened(spec: Spec) -> Spec:
    """The spec as readers of it take it: of an open enum any other word too."""
    document = deepcopy(spec.document)
    for place in places(document):
        if place.node.get("x-open-enum"):
            place.node.pop("enum", None)
    return Spec(document, spec.source)


def walks(old: Spec, new: Spec) -> list[tuple[Spec, Spec, tuple[str | int, ...]]]:
    """The bodies of requests from old to new, those of answers from new to old."""
    found_walks: list[tuple[Spec, Spec, tuple[str | int, ...]]] = []
    after_by_id = {operation.id: operation for operation in new.operations}
    for operation in old.operations:
        other = after_by_id.get(operation.id)
        if other is None:
            continue
        if operation.body_location is not None and operation.body_location == other.body_location:
            found_walks.append((old, new, operation.body_location))
        for response in operation.responses:
            paths = [one.location for one in other.responses if one.status == response.status]
            if response.location in paths and "schema" in response.media.get("application/json", {}):
                found_walks.append((new, old, response.schema_location()))
    return found_walks


def values(spec: Spec, path: tuple[str | int, ...]) -> list[Any]:
    validator = BodyValidator(spec, path)
    known = [one.value for one in value_classes(spec, path)]
    for body in list(known):
        if isinstance(body, dict):
            known += [{**body, key: value} for key in body for _, value in spellings.of(body[key])]
    return [value for value in known if validator.is_valid(value)]


def test_no_change_is_left_out() -> None:
    assert len(CASES) >= 144
