"""Each rule finds what it is for, at its place, and nothing in what is near it and sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from clausewise.cli.lint import main
from clausewise.lint import RULES, lint
from clausewise.lint.soundness import check, openapi_findings
from clausewise.spec import Spec
from tests.spec.patches import patched

HERE = Path(__file__).parent
SOUND = yaml.safe_load((HERE / "sound.yaml").read_text("utf-8"))
CASES: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load((HERE / "rules.yaml").read_text("utf-8"))
BAD = [(rule, case) for rule, cases in CASES.items() for case in cases["bad"]]
GOOD = [(rule, case) for rule, cases in CASES.items() for case in cases["good"]]


def changed(case: dict[str, Any]) -> Spec:
    return Spec(patched(SOUND, {"remove": case.get("remove", []), "set": case.get("set", {})}), HERE / "sound.yaml")


def test_every_rule_is_proven_by_a_bad_and_a_good_spec() -> None:
    assert set(CASES) == set(RULES)
    assert all(cases["bad"] and cases["good"] for cases in CASES.values())


def test_no_rule_has_anything_against_the_sound_spec() -> None:
    assert list(openapi_findings(Spec(SOUND, HERE / "sound.yaml"))) == []
    assert lint(Spec(SOUND, HERE / "sound.yaml")) == []


@pytest.mark.parametrize(("rule", "case"), BAD, ids=[f"{rule} {case['at']}" for rule, case in BAD])
def test_a_rule_finds_the_place(rule: str, case: dict[str, Any]) -> None:
    found = [finding for finding in lint(changed(case)) if finding.rule == rule]
    assert case["at"] in [finding.pointer for finding in found]
    assert all(finding.fix and finding.message for finding in found)


@pytest.mark.parametrize(("rule", "case"), GOOD, ids=[f"{rule} {index}" for index, (rule, _) in enumerate(GOOD)])
def test_a_rule_finds_nothing_in_what_is_sound(rule: str, case: dict[str, Any]) -> None:
    assert [finding for finding in lint(changed(case)) if finding.rule == rule] == []


def test_a_finding_says_where_what_and_how_to_mend_it() -> None:
    (finding,) = lint(changed({"set": {"/paths/~1loaves/post/x-clauses/0/keywords/0": "methods"}}))
    assert str(finding) == (
        "#/paths/~1loaves/post/x-clauses/0/keywords/0: 'methods' is nothing that a clause can be about "
        "[clause-keyword-unknown]; name a keyword of JSON Schema or an aspect that openapi/README.md lists"
    )


def test_the_command_is_content_with_the_spec_of_this_repository(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "sound" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("openapi: [", 2, "is not YAML"),
        ("title: no spec", 2, "no OpenAPI document"),
        ("openapi: 3.2.0\ninfo: {title: a, version: '1'}\npaths: {}", 2, "OpenAPI 3.2.0 is not read here"),
        ("openapi: 3.1.0\ninfo: {title: a}\npaths: {}", 1, '#/info: "version" is a required property'),
        (
            "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': "
            "{$ref: '#/components/responses/Gone'}}}}}",
            2,
            "#/paths/~1a/get/responses/200/$ref: the reference #/components/responses/Gone leads nowhere",
        ),
    ],
)
def test_the_command_says_in_lines_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: int, says: str
) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(text, encoding="utf-8")
    assert main([str(spec)]) == code
    captured = capsys.readouterr()
    assert says in captured.out + captured.err
    assert "Traceback" not in captured.err


def test_what_the_validator_trips_over_is_a_finding() -> None:
    """It follows a schema that holds itself without end."""
    itself = [{"$ref": "#/components/schemas/Loaf"}]
    (finding,) = openapi_findings(changed({"set": {"/components/schemas/Loaf/allOf": itself}}))
    assert "cannot judge it (" in finding.message


def things(**operations: Any) -> Spec:
    info = {"title": "Things", "version": "1"}
    return Spec.of({"openapi": "3.1.0", "info": info, "paths": {"x-note": 1, "/things/{id}": operations}})


PATH_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
ANSWERED = {"responses": {"200": {"description": "ok"}}, "parameters": [PATH_ID]}


@pytest.mark.parametrize(
    ("operations", "place"),
    [
        ({"get": {**ANSWERED, "parameters": []}}, "/paths/~1things~1{id}/get"),
        ({name: {**ANSWERED, "operationId": "same"} for name in ("get", "put")}, "/paths/~1things~1{id}/put"),
    ],
    ids=["parameter of the path not described", "two operations of one name"],
)
def test_what_the_validator_gives_no_place_gets_one(operations: dict[str, Any], place: str) -> None:
    (finding,) = openapi_findings(things(**operations))
    assert finding.pointer == place


def test_what_the_validator_takes_for_a_path_is_not_shown_to_it() -> None:
    assert list(openapi_findings(things(get=ANSWERED))) == []


def test_a_reference_into_a_path_is_followed() -> None:
    place = {"$ref": "#/paths/~1things~1%7Bid%7D/get/parameters/0/schema"}
    answer = {"200": {"description": "ok", "content": {"application/json": {"schema": place}}}}
    found = check(things(get={**ANSWERED, "responses": answer}))
    assert "response-refusals-missing" in {finding.rule for finding in found}


def test_a_callback_may_have_extensions_and_any_payload() -> None:
    payload = {"content": {"application/json": {"schema": True}}}
    told = {"requestBody": payload, "responses": {"200": {"description": "ok"}}}
    callbacks = {"done": {"x-note": "text", "{$request.body#/url}": {"post": told}}}
    found = check(things(get={**ANSWERED, "callbacks": callbacks}))
    assert "callback-payload-inline" in {finding.rule for finding in found}


def test_the_command_names_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "gone.yaml")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
