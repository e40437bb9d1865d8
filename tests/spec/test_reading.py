"""A file becomes a spec when it has the shape of one; what has another is told in one line, by every command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clausewise.cli import diff as spec_diff
from clausewise.cli import drift as check_drift
from clausewise.cli import lint as check_spec
from clausewise.cli import mock as serve_mock
from clausewise.cli import regenerate
from clausewise.spec import DEFAULT_SPEC, Spec, SpecError

TEXT = DEFAULT_SPEC.read_text(encoding="utf-8")
COMMANDS: dict[str, Callable[[str], int]] = {
    "check_spec": lambda spec: check_spec.main([spec]),
    "spec_diff": lambda spec: spec_diff.main([spec, spec]),
    "check_drift": lambda spec: check_drift.main(["--spec", spec]),
    "regenerate": lambda spec: regenerate.main(["--spec", spec, "--check"]),
    "serve_mock": lambda spec: serve_mock.main(["--spec", spec, "--port", "0"]),
}
#: A text of the spec, the text in its place, and the message about it.
WRONG = [
    ("paths:\n", "paths:\nwebhooks:\n", "#/paths: paths must be a mapping"),
    ("info:\n", "info: none\nx-info:\n", "#/info: info must be a mapping"),
    ("  schemas:\n", "  schemas: none\n  x-schemas:\n", "#/components/schemas: schemas must be a mapping"),
    ("      allOf:\n", "      allOf: none\n      x-rules:\n", "allOf: allOf must be a list"),
    ("          type: boolean\n", "          not: 5\n", "/not: schema must be a mapping"),
    (
        '$ref: "#/components/schemas/AspectRatio"',
        '$ref: "#/components/schemas/AspectRatoi"',
        "properties/aspect_ratio/$ref: the reference #/components/schemas/AspectRatoi leads nowhere; "
        "did you mean #/components/schemas/AspectRatio?",
    ),
    (
        "    AspectRatio:\n",
        '    AspectRatio: { $ref: "#/components/schemas/Another" }\n'
        '    Another: { $ref: "#/components/schemas/AspectRatio" }\n    Third:\n',
        "leads in a circle",
    ),
    ('$ref: "#/components/schemas/AspectRatio"', "$ref: {}", "$ref: a reference must be a string"),
    ('$ref: "#/components/schemas/AspectRatio"', "$ref: other.yaml", "the reference other.yaml is not local"),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("taken", "put", "says"), WRONG, ids=[says for _, _, says in WRONG])
def test_another_shape_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, taken: str, put: str, says: str
) -> None:
    assert taken in TEXT
    spec = tmp_path / "spec.yaml"
    spec.write_text(TEXT.replace(taken, put, 1), encoding="utf-8")
    assert COMMANDS[command](str(spec)) == 2
    said = capsys.readouterr().err
    assert f"{spec}#/" in said
    assert says in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("command", ["check_spec", "spec_diff", "check_drift", "regenerate"])
def test_a_status_needs_no_quotes(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    spec = tmp_path / "spec.yaml"
    assert '"200":' in TEXT
    spec.write_text(TEXT.replace('"200":', "200:"), encoding="utf-8")
    assert COMMANDS[command](str(spec)) == 0, capsys.readouterr()
    assert Spec.load(spec).document == Spec.load().document


def test_every_key_is_the_string_that_is_written(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        "openapi: 3.1.0\nx-names: &names {on: 1, 1.10: 2, null: 3, 2026-01-01: 4}\nx-all: {<<: *names, 010: 5}\n",
        encoding="utf-8",
    )
    document = Spec.load(spec).document
    assert document["x-names"] == {"on": 1, "1.10": 2, "null": 3, "2026-01-01": 4}
    assert document["x-all"] == {**document["x-names"], "010": 5}


@pytest.mark.parametrize(
    ("line", "says"),
    [("? [a]\n: 1", "is not YAML"), ("components: {schemas: {A: &a {not: *a}}}", "holds itself by a YAML alias")],
)
def test_what_json_cannot_say_is_told(tmp_path: Path, line: str, says: str) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(f"openapi: 3.1.0\n{line}\n", encoding="utf-8")
    with pytest.raises(SpecError, match=says):
        Spec.load(spec)
