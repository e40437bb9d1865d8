"""The folder of a client is replaced whole or stays as it was, and what was not generated is never replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.regenerate.conftest import Checkout


def test_an_interrupt_is_one_line_and_leaves_nothing_behind(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("clausewise.release.workflow.try_client", interrupted)
    checkout.add_model("sora-2-max")
    before = checkout.content()
    assert checkout.regenerate() == 130
    assert capsys.readouterr().err == "error: interrupted; nothing was changed\n"
    assert checkout.content() == before
    assert [path.name for path in checkout.output.parent.iterdir()] == [checkout.output.name]


def test_a_client_that_cannot_be_put_in_place_leaves_the_old_one(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.add_model("sora-2-max")
    before = checkout.content()
    rename = Path.rename

    def refused(source: Path, target: Path) -> Path:
        if source.parent.name.startswith(".regenerate-") and source.name == "_generated":
            raise OSError(28, "No space left on device")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", refused)
    assert checkout.regenerate() == 2
    assert "cannot be written (No space left on device)" in capsys.readouterr().err
    assert checkout.content() == before


def test_a_folder_that_cannot_be_written_is_one_line(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.output = checkout.spec / "client" / "_generated"
    assert checkout.regenerate() == 2
    said = capsys.readouterr().err
    assert "cannot be written" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("name", ["home/letter.txt", "package/__init__.py", "_generated/models/by_hand.py"])
def test_what_was_not_generated_is_not_replaced(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    checkout.output = checkout.output.parent / name.split("/")[0]
    checkout.output.mkdir(exist_ok=True)
    (checkout.output.parent / name).write_text("dear reader", encoding="utf-8")
    before = checkout.content()
    for arguments in ([], ["--check"]):
        assert checkout.regenerate(*arguments) == 2
        said = capsys.readouterr()
        assert said.out == "", "it is seen before anything is generated"
        assert "was not generated" in said.err
        assert len(said.err.splitlines()) == 1
    assert checkout.content() == before


def test_a_file_is_not_replaced(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.output = checkout.output.parent / "notes.txt"
    checkout.output.write_text("dear reader", encoding="utf-8")
    assert checkout.regenerate() == 2
    assert "notes.txt: is no folder" in capsys.readouterr().err
    assert checkout.output.read_text(encoding="utf-8") == "dear reader"


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_a_failure_of_the_system_is_told_as_what_it_is(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    def no_port(*_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("clausewise.codegen.trial.running", no_port)
    assert checkout.regenerate(*arguments) == 2
    assert capsys.readouterr().err == "error: Too many open files; nothing was changed\n"
