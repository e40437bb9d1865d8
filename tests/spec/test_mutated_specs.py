"""No command ends in a traceback on a spec with one thing wrong or unusual, nor writes what steers a terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clausewise.cli import diff, lint, mock
from clausewise.lint.soundness import openapi_findings
from clausewise.probes.plan import PlanOptions, plan
from clausewise.spec import Spec, SpecError
from tests.spec import mutated_specs
from tests.spec.mutated_specs import SPECS, sound
from tests.spec.mutations import mutations

#: The exit codes that each command may give.
CODES = {"lint": {0, 1, 2}, "diff": {0, 2, 5}, "mock": {0, 2}}


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[Path], int]]:
    monkeypatch.setattr(mock, "serve", lambda *_: None)
    return {
        "lint": lambda file: lint.main([str(file)]),
        "diff": lambda file: diff.main([str(tmp_path / "sound.json"), str(file)]),
        "mock": lambda file: mock.main(["--spec", str(file), "--port", "0"]),
    }


def trouble(
    commands: dict[str, Callable[[Path], int]],
    name: str,
    mutated: Iterator[tuple[str, dict[str, Any]]],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[str]:
    """Whatever a command did that it must not, with the mutation and the command."""
    (folder / "sound.json").write_text(json.dumps(sound(name)), encoding="utf-8")
    file = folder / "mutated.json"
    for told, document in mutated:
        file.write_text(json.dumps(document), encoding="utf-8")
        for command, run in commands.items():
            try:
                code = run(file)
            except Exception as error:
                yield f"{command}, {name}, {told}: {type(error).__name__}: {error}"
                continue
            out, err = capsys.readouterr()
            if code not in CODES[command]:
                yield f"{command}, {name}, {told}: exit code {code}"
            if code == 2 and err.count("\n") != 1 and not out:
                yield f"{command}, {name}, {told}: {err.count(chr(10))} lines of error"
            if "\x1b" in out + err:
                yield f"{command}, {name}, {told}: a control character"


def test_commands_survive_what_is_wrong_in_a_spec(
    commands: dict[str, Callable[[Path], int]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mutated = mutations(sound(SPECS[0]), 601)
    assert list(trouble(commands, SPECS[0], mutated, tmp_path, capsys)) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SPECS)
def test_commands_survive_much_that_is_wrong_in_specs(
    commands: dict[str, Callable[[Path], int]], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """The differing of two specs costs most, and is asked less often."""
    step = 499 if name.startswith("siblings") else 3001
    assert list(trouble(commands, name, mutations(sound(name), step, 5), tmp_path, capsys)) == []
    del commands["diff"]
    assert list(trouble(commands, name, mutations(sound(name), step // 6, 1), tmp_path, capsys)) == []


@pytest.mark.exhaustive
def test_slow_commands_survive_some_of_what_is_wrong_in_a_spec(tmp_path: Path) -> None:
    """The whole corpus is a command of its own, `python -m tests.spec.mutated_specs`."""
    codes = Counter[str]()
    found = list(mutated_specs.trouble(SPECS[0], (6007, 17), tmp_path, codes))
    assert found == []
    assert codes["drift 0"]
    assert codes["check 0"]


def test_plans_survive_much_that_is_wrong_in_a_spec(tmp_path: Path) -> None:
    codes = Counter[str]()
    assert list(mutated_specs.trouble(SPECS[0], (1499, 29), tmp_path, codes, ["plan"])) == []
    assert codes.keys() == {"plan 0", "plan 4"}


def test_a_value_of_a_spec_steers_no_terminal(tmp_path: Path) -> None:
    document = sound(SPECS[0])
    document["components"]["schemas"]["CreateVideo"]["properties"]["model"]["enum"][1] = "\x1b[31mred"
    (tmp_path / "spec.json").write_text(json.dumps(document), encoding="utf-8")
    code, out, _ = mutated_specs.planned(tmp_path / "spec.json")
    assert code == 0
    assert "[31mred" in out
    assert "\x1b" not in out


def test_what_is_called_kept_without_an_answer_is_trouble(tmp_path: Path) -> None:
    clauses = {"a": {"verdict": "kept", "tested": 0}}
    report = {"conforms": "yes", "clauses": clauses, "timeline": [{"status": 400}, {"status": None}]}
    (tmp_path / "contract.json").write_text(json.dumps(report), encoding="utf-8")
    assert list(mutated_specs.unproven(0, tmp_path)) == [
        "a is kept, and nothing tested it",
        "CONFORMS, and nothing was accepted",
    ]
    assert list(mutated_specs.unproven(6, tmp_path))[1:] == ["exit code 6, and conforms: yes"]
    assert list(mutated_specs.unproven(1, tmp_path))[2:] == ["exit code 1, and no clause failed"]


@pytest.mark.parametrize("clause", [{}, {"id": "x", "basis": "(", "says": "y"}, {"id": 5}, "x"], ids=str)
def test_the_suite_says_which_clause_cannot_be_read(clause: Any, tmp_path: Path) -> None:
    document = sound(SPECS[0])
    document["paths"]["/v1/video_generation"]["post"]["x-clauses"] = [clause]
    (tmp_path / "spec.json").write_text(json.dumps(document), encoding="utf-8")
    code, _, says = mutated_specs.planned(tmp_path / "spec.json")
    assert code == 4
    assert "#/paths/~1v1~1video_generation/post/x-clauses/0" in says


def test_what_lint_calls_sound_can_be_planned() -> None:
    made = 0
    for told, document in mutations(sound(SPECS[0]), 211):
        try:
            spec = Spec.of(document)
        except SpecError:
            continue
        if not list(openapi_findings(spec)):
            plan(spec, PlanOptions())
            made += 1
            assert told
    assert made > 5
