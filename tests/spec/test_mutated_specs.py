"""No command ends in a traceback on a spec with one thing wrong or unusual, nor writes what steers a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clausewise.cli import diff, lint, mock
from clausewise.lint.soundness import faults
from clausewise.probes.plan import PlanOptions, plan
from clausewise.spec import Spec, SpecError
from clausewise.spec.yaml_text import read_yaml
from tests.spec.mutations import mutations

HERE = Path(__file__).parents[1]
SPECS = ("siblings/minimax.yaml", "siblings/runway.yaml", "siblings/seedance.yaml", "other_spec/library.yaml")
#: The exit codes that each command may give.
CODES = {"lint": {0, 1, 2}, "diff": {0, 2, 5}, "mock": {0, 2}}
Say = tuple[int, str, str]


def sound(name: str) -> dict[str, Any]:
    document, _ = read_yaml((HERE / name).read_text("utf-8"))
    return dict(document)


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


def test_what_lint_calls_sound_can_be_planned() -> None:
    made = 0
    for told, document in mutations(sound(SPECS[0]), 211):
        try:
            spec = Spec.of(document)
        except SpecError:
            continue
        if not faults(spec):
            plan(spec, PlanOptions())
            made += 1
            assert told
    assert made > 5
