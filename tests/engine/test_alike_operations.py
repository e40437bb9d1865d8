"""Operations whose bodies are alike are planned once, and the plan is the one that each would have by itself."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from clausewise.probes.alike import Alike
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Probe
from clausewise.spec import DEFAULT_SPEC, Spec
from clausewise.spec.yaml_text import read_yaml

_BODY = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"type": "string", "enum": ["a", "b"], "x-clauses": [{"id": "kind", "basis": "assumed", "says": "A."}]},
        "size": {"type": "integer", "minimum": 1, "maximum": 9},
        "part": {"$ref": "#/components/schemas/Part"},
    },
    "dependentRequired": {"size": ["part"]},
}


def _document() -> dict[str, Any]:
    """Three operations: the first two have their bodies in components of other names, the third in itself."""

    def operation(name: str, schema: Any) -> Any:
        return {
            "operationId": name,
            "parameters": [{"name": "v", "in": "query", "required": True, "schema": {"const": name}}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
            "responses": {"200": {"description": "Made"}, "400": {"description": "Refused"}},
            "security": [{"key": []}],
        }

    schemas = {"One": _BODY, "Two": copy.deepcopy(_BODY), "Part": {"type": "string", "maxLength": 5}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/one": {"post": operation("one", {"$ref": "#/components/schemas/One"})},
            "/two": {"post": operation("second", {"$ref": "#/components/schemas/Two"})},
            "/three": {"post": operation("third", copy.deepcopy(_BODY))},
        },
        "components": {"schemas": schemas, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


def _told(probes: list[Probe]) -> list[dict[str, Any]]:
    """Every field of every probe, with what equality passes over: the places of clauses, the values of rows."""
    places = [[clause.pointer for clause in probe.clauses] for probe in probes]
    rows = [probe.row and (probe.row.levels, probe.row.values, probe.row.style) for probe in probes]
    operations = [probe.operation.id for probe in probes]
    return [
        {**vars(probe), "operation": name, "row": row, "places": place}
        for probe, name, row, place in zip(probes, operations, rows, places, strict=True)
    ]


@pytest.mark.parametrize("options", [PlanOptions(), PlanOptions(1, key="sk-1", free=False, is_local=False)])
def test_the_plan_is_that_of_each_operation_by_itself(options: PlanOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = Spec.of(_document(), Path("alike.json"))
    one, second, third = spec.operations
    alike = Alike(spec)
    assert alike.first(one) is alike.first(second)
    assert alike.first(third) is third, "a body without a reference has other places"
    found = _told(plan(spec, options))
    monkeypatch.setattr(Alike, "probes", lambda self, operation, made: list(made()))
    assert found == _told(plan(Spec.of(_document(), Path("alike.json")), options))
    assert sum(probe["operation"] == "second" for probe in found) > 100


def _twice(file: Path) -> dict[str, Any]:
    """The document of a spec in which each path stands a second time, with other names and without links."""
    document, _ = read_yaml(file.read_text("utf-8"))
    for item in document["paths"].values():
        for operation in item.values():
            for response in operation["responses"].values() if isinstance(operation, dict) else ():
                response.pop("links", None)
    for path, item in list(document["paths"].items()):
        again = document["paths"][f"/again{path}"] = copy.deepcopy(item)
        for operation in again.values():
            if isinstance(operation, dict):
                operation["operationId"] += "Again"
    return dict(document)


HERE = Path(__file__).parents[1]
SPECS = [
    HERE / "siblings" / "minimax.yaml",
    *(
        pytest.param(HERE / name, marks=pytest.mark.exhaustive)
        for name in ("siblings/runway.yaml", "siblings/seedance.yaml", "other_spec/library.yaml")
    ),
    pytest.param(DEFAULT_SPEC, marks=pytest.mark.exhaustive),
]


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.stem)
def test_the_plan_of_a_whole_spec_is_that_of_each_operation_by_itself(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = Spec.of(_twice(file), file)
    alike = Alike(spec)
    shared = [one for one in spec.operations if one.body_location and alike.first(one) is not one]
    assert shared, "nothing is planned once for two: the test would show nothing"
    found = _told(plan(spec, PlanOptions(1)))
    monkeypatch.setattr(Alike, "probes", lambda self, operation, made: list(made()))
    assert found == _told(plan(Spec.of(_twice(file), file), PlanOptions(1)))
    assert {probe["operation"] for probe in found} & {one.id for one in shared}


def _changed(way: str, value: Any) -> dict[str, Any]:
    document = _document()
    node: Any = document
    *keys, last = way.split(" ")
    for key in keys:
        node = node[key]
    node[last] = value
    return document


@pytest.mark.parametrize(
    ("way", "value"),
    [
        ("components schemas Two properties size maximum", 8),
        ("components schemas Two properties kind x-clauses", [{"id": "kind", "basis": "documented", "says": "A."}]),
        ("components schemas Two x-clauses", [{"id": "all", "basis": "observed", "says": "B."}]),
        ("paths /two x-clauses", [{"id": "path", "basis": "observed", "says": "C."}]),
        ("paths /two get", {"operationId": "read", "responses": {"200": {"description": "Read"}}}),
        ("paths /two post security", []),
        ("paths /two post requestBody required", False),
        ("paths /two post responses 200 x-clauses", [{"id": "made", "basis": "observed", "says": "D."}]),
        ("paths /two post x-paid", True),
    ],
)
def test_an_operation_that_differs_is_planned_by_itself(way: str, value: Any) -> None:
    spec = Spec.of(_changed(way, value), Path("alike.json"))
    alike, second = Alike(spec), spec.operation("second")
    alike.first(spec.operation("one"))
    assert alike.first(second) is second
