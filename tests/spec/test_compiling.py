"""No more compiled schemas are kept than fit in memory; a validator works on, whatever was let go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clausewise.spec import BodyValidator, Spec, SpecError, compiling
from clausewise.spec.kept import Kept

SOURCE = Path("things.yaml")
NAMES = ["a", "b", "c", "d"]


def spec() -> Spec:
    """A spec of schemas that each lead to all others."""
    fields: dict[str, Any] = {name: {"$ref": f"#/components/schemas/{name}"} for name in NAMES}
    schemas = {name: {"type": "object", "required": [name], "properties": fields} for name in NAMES}
    info = {"title": "T", "version": "1"}
    return Spec.of({"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": schemas}})


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept[Any]:
    made = Kept(compiling._made_at, compiling.MOST_KEPT, compiling.MOST_VALUES)
    monkeypatch.setattr(compiling, "_KEPT", made)
    return made


def test_a_schema_is_compiled_once(kept: Kept[Any]) -> None:
    made = spec()
    assert kept.at(made, "/components/schemas/a") is kept.at(made, "/components/schemas/a")
    assert kept.size == 4 * (1 + 1 + 2 + 1 + 4 * 2)  # each schema, its type, required and properties


def test_large_schemas_are_let_go_and_their_validators_judge_on(kept: Kept[Any]) -> None:
    kept.largest = 100
    made = spec()
    validators = {name: BodyValidator(made, ("components", "schemas", name)) for name in NAMES}
    assert kept.size <= 100
    deepest = {"a": {"a": {"b": 1}}}
    for name, validator in validators.items():
        assert [breach.field for breach in validator.breaches({name: 1})] == [name]
        assert validator.is_valid(deepest) is False
        assert kept.size <= 100


def test_small_schemas_are_counted(kept: Kept[Any]) -> None:
    kept.most = 2
    made = spec()
    first = kept.at(made, "/components/schemas/a")
    kept.at(made, "/components/schemas/b")
    assert kept.at(made, "/components/schemas/a") is first
    kept.at(made, "/components/schemas/c")
    assert kept.at(made, "/components/schemas/a") is first
    assert kept.size == 2 * 52


def test_what_is_no_schema_is_told_where_the_validator_is_made() -> None:
    info = {"title": "T", "version": "1"}
    made = Spec({"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": {"a": {"type": 5}}}}, SOURCE)
    with pytest.raises(SpecError, match="no schema"):
        BodyValidator(made, ("components", "schemas", "a"))


@pytest.mark.parametrize(("pattern", "right"), [(r"^\p{L}{1,255}$", "é" * 255), ("^[a-z]{1,100000}$", "z" * 100)])
def test_a_pattern_of_common_size_is_compiled(pattern: str, right: str) -> None:
    made = Spec.of({**spec().document, "components": {"schemas": {"a": {"type": "string", "pattern": pattern}}}})
    judge = BodyValidator(made, ("components", "schemas", "a"))
    assert (judge.is_valid(right), judge.is_valid("1")) == (True, False)


def test_a_pattern_that_takes_all_memory_is_told() -> None:
    huge = {"a": {"type": "string", "pattern": "^((a{1,1000}){1,1000}){1,1000}$"}}
    with pytest.raises(SpecError, match="too large"):
        Spec.of({**spec().document, "components": {"schemas": huge}})
