"""An extension of a wrong shape is told with its place, in one line, before anything reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausewise.cli import lint, mock
from clausewise.codegen.generator_input import generator_input
from clausewise.probes.plan import PlanOptions, plan
from clausewise.spec import Spec, SpecError
from clausewise.spec.walking import Location, pointer
from tests.spec import mutated_specs
from tests.spec.patches import Patch, patched

BAKERY = yaml.safe_load((Path(__file__).parents[1] / "spec_lint" / "sound.yaml").read_text("utf-8"))
POST, ORDER, LOAF = "/paths/~1loaves/post", "/components/schemas/Order", "/components/schemas/Loaf"
SMALL = f"{ORDER}/properties/grams/x-value-classes/0"
#: A spec with every extension, each with every field that it may have.
WHOLE = patched(
    BAKERY,
    {
        "set": {
            f"{POST}/x-paid": True,
            f"{POST}/responses/200/x-refusal": {"required": ["code"], "properties": {"code": {"const": 1}}},
            f"{POST}/responses/200/links/loaf/x-video/hd_without_effect": {"required": ["seeds"]},
            f"{POST}/responses/200/links/loaf/x-video/shorter_side": {"plain": 720, "hd": 1080},
            f"{ORDER}/x-warnings": [{"when": {"required": ["seeds"]}, "says": "Seeds."}],
            f"{ORDER}/properties/call/x-free-text": True,
            f"{ORDER}/properties/grams/x-safe-value": 500,
            f"{ORDER}/properties/grams/x-clauses/0/keywords": ["minimum"],
            f"{ORDER}/properties/grams/x-clauses/0/always": False,
            f"{ORDER}/properties/grams/x-value-classes/0/basis": "observed",
            f"{LOAF}/properties/state/x-open-enum": True,
            f"{LOAF}/x-task/progress": "/state",
            f"{LOAF}/x-task/reason": "/state",
            f"{LOAF}/x-task/reasons": ["/why"],
            f"{LOAF}/x-task/finished": "/id",
        }
    },
)
JSON_VALUES: tuple[Any, ...] = (None, True, 7, "odd", [], ["odd"], {}, {"odd": "odd"})
#: Any value will do there.
ANYTHING = ("x-safe-value", "value", "const")
#: Schemas, which true and false are too.
SCHEMAS = ("x-refusal", "hd_without_effect", "when", "code")


def mutated() -> Iterator[tuple[Location, Any, dict[str, Any]]]:
    """Each place in an extension, with each value of another JSON type than what stands there."""
    for place, there in _inside(WHOLE):
        for value in JSON_VALUES:
            if type(value) is not type(there) and place[-1] not in ANYTHING:
                yield place, value, patched(WHOLE, {"set": {pointer(*place): value}})


def _inside(node: Any, path: Location = (), *, extension: bool = False) -> Iterator[tuple[Location, Any]]:
    for key, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        within = extension or str(key).startswith("x-")
        if within:
            yield (*path, key), child
        yield from _inside(child, (*path, key), extension=within)


def test_a_value_of_another_type_is_told_at_its_place() -> None:
    count = 0
    for place, value, document in mutated():
        if isinstance(value, bool) and place[-1] in SCHEMAS:
            continue
        with pytest.raises(SpecError, match=r"mend it|write it as|write one") as told:
            Spec.of(document)
        says = str(told.value)
        assert f"#{pointer(*place[: -1 if isinstance(place[-1], int) else None])}" in says, (place, value)
        assert "\n" not in says
        count += 1
    assert count >= 570


@pytest.mark.exhaustive
def test_every_command_tells_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mock, "serve", lambda *_: None)
    file = tmp_path / "spec.json"
    for place, _, document in list(mutated())[::20]:
        file.write_text(json.dumps(document), encoding="utf-8")
        told = {
            "check": mutated_specs.planned(file),
            "mock": mutated_specs.said(mock.main, "--spec", str(file), "--port", "0"),
            "lint": mutated_specs.said(lint.main, str(file)),
        }
        assert told["check"][0] in (0, 4)
        assert told["mock"][0] in (0, 2)
        assert told["lint"][0] in (0, 1, 2)
        assert "Traceback" not in str(told), place


@pytest.mark.parametrize(
    ("changed", "place", "says"),
    [
        ({"set": {f"{SMALL}/basis": {}}}, "x-value-classes/0/basis", "not one of"),
        ({"set": {f"{SMALL}/basis": "heard"}}, "x-value-classes/0/basis", "heard"),
        ({"set": {f"{SMALL}/clause": "weight"}}, "x-value-classes/0/clause", "weight"),
        ({"remove": [f"{SMALL}/value"]}, "x-value-classes/0", "value"),
        ({"remove": [f"{POST}/x-clauses/0/says"]}, "x-clauses/0", "says"),
        ({"set": {f"{POST}/x-clauses/0/id": ""}}, "x-clauses/0/id", "shorter"),
        ({"set": {f"{POST}/x-clauses/0/base": "observed"}}, "x-clauses/0", "base"),
        ({"set": {f"{POST}/x-clauses/0/basis": "guessed"}}, "x-clauses/0/basis", "guessed"),
        ({"set": {f"{POST}/x-clauses": ["method"]}}, "x-clauses/0", "not of type"),
        ({"set": {f"{ORDER}/properties/grams/x-value-classes": "many"}}, "grams/x-value-classes", "not of type"),
        ({"remove": [f"{LOAF}/x-task/success"]}, "x-task", "success"),
        ({"set": {f"{LOAF}/x-task/results": []}}, "x-task/results", "less"),
        ({"set": {f"{LOAF}/x-task/status": "state"}}, "x-task/status", "state"),
        ({"set": {f"{ORDER}/x-warnings/0/when": {"required": None}}}, "x-warnings/0/when/required", "null"),
    ],
)
def test_what_is_missing_or_means_nothing_is_told(changed: Patch, place: str, says: str) -> None:
    with pytest.raises(SpecError, match=f"{place}: .*{says}"):
        Spec.of(patched(WHOLE, changed))


def test_the_linter_lists_all_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {f"{POST}/x-clauses/0/basis": "guessed", f"{POST}/x-paid": "no", f"{LOAF}/x-task": 1}
    (tmp_path / "spec.json").write_text(json.dumps(patched(WHOLE, {"set": wrong})), encoding="utf-8")
    assert lint.main([str(tmp_path / "spec.json")]) == 1
    out = capsys.readouterr().out
    assert all(f"#{place}: " in out for place in wrong)
    assert "3 findings" in out


def test_a_client_is_made_without_what_means_something_else_to_its_author(tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(patched(WHOLE, {"set": {f"{LOAF}/x-task": "Bake."}})), encoding="utf-8")
    made = Spec.load_what_is_read(file)
    assert [flaw.location[-1] for flaw in made.left_out] == ["x-task"]
    assert "x-task" not in generator_input(made)["components"]["schemas"]["Loaf"]


def test_where_nothing_reads_an_extension_it_may_be_anything() -> None:
    changed = {f"{POST}/x-task": 5, f"{LOAF}/x-paid": "often", "/info/x-life": {}, f"{POST}/x-own": [{}]}
    assert plan(Spec.of(patched(WHOLE, {"set": changed})), PlanOptions())
