"""Schemas that take the same values in other words are one to a comparison, and no form takes another value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from clausewise.diff import changes
from clausewise.diff.canonical import alike, canonical
from clausewise.diff.inclusion import included
from clausewise.spec import Spec
from tests.spec_diff import corpus

PAIRS: list[list[Any]] = yaml.safe_load(Path(__file__).with_name("equivalents.yaml").read_text("utf-8"))
RENAMED = {
    "Tree": {
        "type": "object",
        "properties": {"leaf": {"type": "string"}, "kids": {"$ref": "#/components/schemas/Trees"}},
    },
    "Trees": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
    "Wood": {
        "type": "object",
        "properties": {"leaf": {"type": "string"}, "kids": {"$ref": "#/components/schemas/Woods"}},
    },
    "Woods": {"type": "array", "items": {"$ref": "#/components/schemas/Wood"}},
    "Bush": {
        "type": "object",
        "properties": {"leaf": {"type": "integer"}, "kids": {"$ref": "#/components/schemas/Bushes"}},
    },
    "Bushes": {"type": "array", "items": {"$ref": "#/components/schemas/Bush"}},
}


def spec(body: Any = None, **schemas: Any) -> Spec:
    content = {
        "content": {
            "application/json": {"schema": {"type": "object", "properties": {"v": {} if body is None else body}}}
        }
    }
    post = {"operationId": "make", "requestBody": content, "responses": {"200": {"description": "ok", **content}}}
    info = {"title": "T", "version": "1"}
    return Spec.of(
        {"openapi": "3.1.0", "info": info, "paths": {"/t": {"post": post}}, "components": {"schemas": schemas}}
    )


def differing(schema: Any, form: Any, values: list[Any]) -> list[Any]:
    """The values that one takes and the other refuses."""
    one, other = Draft202012Validator(schema), Draft202012Validator(form)
    return [value for value in values if one.is_valid(value) != other.is_valid(value)]


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_the_same_in_other_words_is_proved_to_be_the_same(number: int) -> None:
    old, new = PAIRS[number]
    both, values = spec(), corpus.SAMPLES[number % 4 :: 4]
    forms = [canonical(both, schema) for schema in (old, new)]
    proved = included((both, old), (both, new)) and included((both, new), (both, old))
    assert alike(both, forms[0], both, forms[1]) or proved, forms
    assert [differing(schema, form, values) for schema, form in zip((old, new), forms, strict=True)] == [[], []]


@pytest.mark.parametrize(("one", "other", "how"), [("Tree", "Wood", "alike"), ("Tree", "Bush", "apart")])
def test_schemas_that_lead_to_themselves_are_compared_by_what_they_say(one: str, other: str, how: str) -> None:
    both = spec(**RENAMED)
    forms = [canonical(both, {"$ref": f"#/components/schemas/{name}"}) for name in (one, other)]
    assert alike(both, forms[0], both, forms[1]) is (how == "alike")


@pytest.mark.exhaustive
def test_the_same_in_other_words_is_no_danger() -> None:
    wrong = []
    for old, new in [*PAIRS, *([new, old] for old, new in PAIRS)]:
        wrong += [
            (old, new, one.says) for one in changes(spec(old), spec(new)) if one.severity in ("breaking", "dangerous")
        ]
    assert wrong == []


def _schemas() -> Iterator[tuple[Any, list[Any]]]:
    """Every schema of the corpus, and values that its place gives it."""
    known = set()
    for change in corpus.changes():
        for schema in (change.old, change.new):
            if (key := json.dumps(schema, sort_keys=True)) not in known:
                known.add(key)
                yield schema, change.values[::3]


@pytest.mark.exhaustive
def test_no_form_takes_another_value_than_its_schema() -> None:
    both, chosen = spec(), list(islice(_schemas(), 0, None, 9))
    assert len(chosen) >= 340
    assert [schema for schema, values in chosen if differing(schema, canonical(both, schema), values)] == []


@pytest.mark.exhaustive
def test_what_is_proved_to_be_included_is() -> None:
    both, chosen = spec(), list(islice(_schemas(), 0, None, 9))
    proofs = 0
    for (old, values), (new, _) in zip(chosen, [*chosen[1:], *chosen[:1]], strict=True):
        for one, other in ((old, new), (new, old), (old, {"anyOf": [new, old]}), ({"allOf": [new, old]}, old)):
            if included((both, one), (both, other)):
                proofs += 1
                takes, wide = Draft202012Validator(one), Draft202012Validator(other)
                assert [value for value in values if takes.is_valid(value) and not wide.is_valid(value)] == [], (
                    one,
                    other,
                )
    assert proofs >= 620
