"""A mistake that keeps a client from being made is told in one line, and the client stays as it was."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from clausewise.codegen import tools
from tests.regenerate.conftest import Checkout


def _fails(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> str:
    """Both commands say the same one line, and the client stays as it was; gives the line."""
    before = checkout.content()
    assert checkout.regenerate() == 2
    said = capsys.readouterr()
    assert checkout.check_drift() == 2
    assert capsys.readouterr().err == said.err
    assert checkout.content() == before
    assert [path.name for path in checkout.output.parent.iterdir()] == [checkout.output.name], "nothing is left over"
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("error: ")
    assert "Traceback" not in said.err
    return said.err


def test_a_typo_in_a_reference_is_one_line(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.edit('$ref: "#/components/schemas/AspectRatio"', '$ref: "#/components/schemas/AspectRatoi"')
    said = _fails(checkout, capsys)
    assert "#/components/schemas/VideoGenerationRequest/properties/aspect_ratio/$ref: the reference" in said
    assert "did you mean #/components/schemas/AspectRatio?" in said


def test_a_reference_to_another_file_is_one_line(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.edit('$ref: "#/components/schemas/AspectRatio"', "$ref: other.yaml")
    assert "other.yaml is not local" in _fails(checkout, capsys)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("openapi: [3.1.0", "is not YAML"),
        ("just words", "no OpenAPI document"),
        ("\xff".encode("latin-1"), "is not YAML"),
        (None, "cannot be read"),
    ],
    ids=["broken YAML", "no mapping", "no UTF-8", "no file"],
)
def test_an_unreadable_spec_is_one_line(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], content: str | bytes | None, says: str
) -> None:
    if content is None:
        checkout.spec.unlink()
    else:
        checkout.spec.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = _fails(checkout, capsys)
    assert says in said
    assert str(checkout.spec) in said


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("openapi: 3.1.0", "openapi: 3.2.0", "OpenAPI 3.2.0 is not read here"),
        (
            "        watermark:\n          type: boolean\n",
            "        watermark:\n          type: booleon\n",
            "is no schema",
        ),
        ("- id: method\n          basis: documented\n", "- id: method\n", '"basis" is a required'),
        ("model: sora-2\n                  images", "model: sora-3\n                  images", "[example-invalid]"),
        ("x-enum-varnames: [LANDSCAPE, PORTRAIT]", "x-enum-varnames: [LANDSCAPE]", "[enum-varnames-wrong]"),
    ],
    ids=["version", "type", "clause without basis", "example", "names of values"],
)
def test_a_spec_that_is_not_sound_stops_it_in_one_line(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], old: str, new: str, says: str
) -> None:
    checkout.edit(old, new)
    before = checkout.content()
    assert checkout.regenerate() == (1 if says.startswith("[") else 2)
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1
    assert checkout.content() == before


def test_what_is_no_schema_or_the_generator_would_drop_is_one_line(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.edit("        watermark:\n          type: boolean\n", "        watermark:\n          type: booleon\n")
    assert checkout.check_drift() == 2
    assert "is no schema of JSON Schema 2020-12" in capsys.readouterr().err


@pytest.mark.parametrize("tool", ["ruff", "openapi-python-client"])
def test_a_tool_of_another_version_is_one_line(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    installed = metadata.version
    monkeypatch.setattr("clausewise.codegen.tools.version", lambda name: "0.0.1" if name == tool else installed(name))
    said = _fails(checkout, capsys)
    assert f"{tool} is 0.0.1" in said
    assert said.endswith(f"-m pip install {tool}=={tools.PINNED[tool]}\n")


@pytest.mark.parametrize("tool", ["ruff", "openapi-python-client"])
def test_a_missing_tool_is_one_line(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    installed = metadata.version

    def version(name: str) -> str:
        if name == tool:
            raise metadata.PackageNotFoundError(name)
        return installed(name)

    monkeypatch.setattr("clausewise.codegen.tools.version", version)
    assert f"{tool} {tools.PINNED[tool]} is not installed" in _fails(checkout, capsys)


def test_a_failure_of_the_last_step_leaves_the_client_as_it_was(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "RUFF_STYLE", ["--no-such-option"])
    assert "ruff" in _fails(checkout, capsys)


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
