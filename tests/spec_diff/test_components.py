"""A body that leads to many components is compared component by component, each once, and as truly as a small one."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clausewise.diff import Change, bodies, changes, components, scopes
from clausewise.diff.canonical import canonical
from clausewise.diff.equality import text
from clausewise.diff.site import Site
from clausewise.spec import Spec
from tests.spec_diff import corpus
from tests.spec_diff.contradictions import mistakes

SOURCE = Path("many.yaml")
COUNT, OPERATIONS = 16, 3


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The components of these documents count as many."""
    monkeypatch.setattr(scopes, "MOST_AT_ONCE", COUNT - 2)


def thing(number: int) -> dict[str, Any]:
    """A component of which each field is a name, or one of the components that come after it and of the first."""
    names = [f"Thing{(number + step) % COUNT}" for step in (1, 2, 5)]
    fields = {name.lower(): {"anyOf": [{"type": "string"}, {"$ref": f"#/components/schemas/{name}"}]} for name in names}
    size = {"type": "string", "enum": ["small", "large"]}
    return {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "size": size, **fields}}


def document() -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing0"}}}
    paths = {
        f"/things{number}": {
            "post": {
                "operationId": f"make{number}",
                "requestBody": {"content": content},
                "responses": {"200": {"description": "Made", "content": content}},
            }
        }
        for number in range(OPERATIONS)
    }
    schemas = {f"Thing{number}": thing(number) for number in range(COUNT)}
    info = {"title": "Many", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def taken_by(whole: dict[str, Any], body: Any) -> bool:
    validator = jsonschema.Draft202012Validator({"$ref": "#/components/schemas/Thing0", **whole})
    return bool(validator.is_valid(body))


def compared(number: int, field: str, value: Any) -> tuple[dict[str, Any], dict[str, Any], list[Change]]:
    old, new = document(), document()
    new["components"]["schemas"][f"Thing{number}"]["properties"][field] = value
    found = changes(Spec.of(copy.deepcopy(old), SOURCE), Spec.of(copy.deepcopy(new), SOURCE))
    return old, new, [change for change in found if change.severity != "documentation"]


def test_a_narrower_component_breaks_requests_by_a_whole_body() -> None:
    old, new, found = compared(9, "size", {"type": "string", "enum": ["small"]})
    worst = found[0]
    assert (worst.severity, worst.id) == ("breaking", "request-property-enum-value-removed")
    assert worst.operations == tuple(f"make{number}" for number in range(OPERATIONS))
    assert worst.witness is not None
    assert (taken_by(old, worst.witness.value), taken_by(new, worst.witness.value)) == (True, False)
    assert {change.severity for change in found if change.id.startswith("response")} == {"compatible"}


def test_a_wider_component_breaks_readers_by_a_whole_answer() -> None:
    old, new, found = compared(4, "size", {"type": "string", "enum": ["small", "large", "huge"]})
    worst = found[0]
    assert (worst.severity, worst.id) == ("breaking", "response-property-enum-value-added")
    assert worst.witness is not None
    assert (taken_by(old, worst.witness.value), taken_by(new, worst.witness.value)) == (False, True)


def test_a_component_that_says_the_same_in_other_words_harms_nobody() -> None:
    _, _, found = compared(7, "size", {"anyOf": [{"const": "large"}, {"const": "small"}]})
    assert {change.severity for change in found} <= {"compatible"}


def test_each_pair_of_components_is_compared_once_in_a_direction(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[tuple[str, str]] = []

    def counted(site: Site) -> Iterator[Change]:
        assert site.scope is not None
        places.append((site.direction, site.scope.places[0]))
        return bodies.body_changes(site)

    monkeypatch.setattr(components, "body_changes", counted)
    compared(3, "size", {"type": "string"})
    assert len(places) == len(set(places)) == 2 * COUNT


def test_a_form_stays_small_where_each_component_leads_to_all_others() -> None:
    made = document()
    for name, schema in made["components"]["schemas"].items():
        choices = [
            {"$ref": f"#/components/schemas/{other}"} for other in made["components"]["schemas"] if other != name
        ]
        schema["properties"]["other"] = {"anyOf": choices}
    spec = Spec.of(made, SOURCE)
    assert len(text(canonical(spec, {"$ref": "#/components/schemas/Thing0"}))) < 100_000


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every body is compared component by component, however few it leads to."""
    monkeypatch.setattr(scopes, "MOST_AT_ONCE", 0)


@pytest.mark.usefixtures("one_by_one")
def test_changes_are_judged_as_values_show_component_by_component() -> None:
    assert [mistake for change in islice(corpus.changes(), 5, None, 1501) for mistake in mistakes(change)] == []


@pytest.mark.exhaustive
@pytest.mark.usefixtures("one_by_one")
def test_more_changes_are_judged_as_values_show_component_by_component() -> None:
    chosen = [*islice(corpus.changes(), 11, None, 211), *islice(corpus.moves(), 1, None, 11)]
    assert len(chosen) >= 145
    assert [mistake for change in chosen for mistake in mistakes(change)] == []
