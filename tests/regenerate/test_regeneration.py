"""The generated client follows the spec, all of it or not at all."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from clausewise.cli import drift as check_drift
from clausewise.codegen.placement import LIST
from tests.regenerate.conftest import Checkout


def test_the_committed_client_is_what_the_spec_generates(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_drift.main([]) == 0, capsys.readouterr().out


def test_a_changed_enum_value_is_drift_until_the_client_is_made_again(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.add_model("sora-2-max")
    assert checkout.check_drift() == check_drift.STALE == 4
    said = capsys.readouterr().out
    assert '-VideoModel = Literal["sora-2", "sora-2-pro"]' in said
    assert '+VideoModel = Literal["sora-2", "sora-2-max", "sora-2-pro"]' in said
    assert f"To mend it: python -m scripts.regenerate --spec {checkout.spec} --output {checkout.output}" in said
    assert checkout.regenerate() == 0
    assert checkout.check_drift() == 0


def test_every_kind_of_drift_is_seen(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    """A file too many, a file too few, and a file whose line ends alone differ."""
    (checkout.output / "stray.py").write_text("", encoding="utf-8")
    (checkout.output / "errors.py").unlink()
    types = checkout.output / "types.py"
    types.write_bytes(types.read_bytes().replace(b"\n", b"\r\n"))
    assert checkout.check_drift() == 4
    said = capsys.readouterr().out
    assert ", in 3 files: " in said
    assert said.index("errors.py") < said.index("stray.py") < said.index("types.py")
    (checkout.output / "stray.py").unlink()
    assert checkout.regenerate() == 0
    assert checkout.check_drift() == 0


def test_a_long_diff_is_cut_and_says_so(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    for path in checkout.output.rglob("*.py"):
        path.unlink()
    assert checkout.check_drift() == 4
    said = capsys.readouterr().out
    assert "more lines of diff, not shown" in said
    assert len(said.splitlines()) < check_drift.MOST_LINES + 10


def test_a_missing_client_is_drift_and_is_made(checkout: Checkout) -> None:
    for path in sorted(checkout.output.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    checkout.output.rmdir()
    assert checkout.check_drift() == 4
    assert checkout.regenerate() == 0
    assert checkout.check_drift() == 0


def test_an_unchanged_client_is_left_alone(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    before = checkout.output.stat().st_ino
    assert checkout.regenerate() == 0
    assert checkout.output.stat().st_ino == before
    assert "already" in capsys.readouterr().out


def test_what_is_no_longer_generated_goes(checkout: Checkout) -> None:
    (checkout.output / "models" / "old.py").write_text("", encoding="utf-8")
    with (checkout.output / LIST).open("a", encoding="utf-8") as listed:
        listed.write("<<<<<<< a merge left both sides\nmodels/old.py\n")
    assert checkout.regenerate() == 0
    assert not (checkout.output / "models" / "old.py").exists()


def test_a_task_id_of_any_form_is_a_string(checkout: Checkout) -> None:
    """The format that the spec only exemplifies must not cost the id of a paid task."""
    source = (checkout.output / "models" / "video_generation_accepted.py").read_text("utf-8")
    assert "    task_id: str\n" in source
    assert "UUID(" not in source


def test_documented_defaults_are_told_and_not_sent(checkout: Checkout) -> None:
    source = (checkout.output / "models" / "video_generation_request.py").read_text("utf-8")
    assert "Default of the server: false." in source
    defaults = {
        ast.unparse(node.value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).endswith("| Unset") and node.value
    }
    assert defaults == {"UNSET"}


def test_an_open_enum_takes_words_that_are_not_listed(checkout: Checkout) -> None:
    assert "status: str | TaskStatus" in (checkout.output / "models" / "video_task.py").read_text("utf-8")


def test_any_working_folder_gives_the_same_bytes(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A pyproject.toml around the output does not style it."""
    (checkout.output.parent / "pyproject.toml").write_text("[tool.ruff]\nline-length = 60\n", encoding="utf-8")
    monkeypatch.chdir(checkout.output.parent)
    assert checkout.check_drift() == 0


def test_words_with_quotes_and_backslashes_stay_words(checkout: Checkout) -> None:
    words = "Makes " + '"' * 3 + "one" + '"' * 3 + " of \\d"
    checkout.edit("      summary: Start a video generation\n", f"      summary: '{words}'\n")
    assert checkout.regenerate() == 0
    module = ast.parse((checkout.output / "signatures.py").read_text("utf-8"))
    told = [ast.get_docstring(node) or "" for node in ast.walk(module) if isinstance(node, ast.AsyncFunctionDef)]
    assert any(text.startswith("Makes '''one''' of \\d.") for text in told), told
