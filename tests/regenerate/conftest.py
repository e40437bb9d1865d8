"""A copy of the spec and of the generated client, to break and to mend."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from clausewise.cli import drift as check_drift
from clausewise.cli import regenerate
from clausewise.cli.client_options import OUTPUT
from clausewise.codegen.folders import files
from clausewise.spec import DEFAULT_SPEC
from tests.engine.conftest import engine as engine


@dataclass
class Checkout:
    """A spec and a generated folder of their own."""

    spec: Path
    output: Path

    def edit(self, old: str, new: str) -> None:
        """Replace a text of the spec that stands in it just once."""
        text = self.spec.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the spec"
        self.spec.write_text(text.replace(old, new), encoding="utf-8")

    def add_model(self, name: str) -> None:
        """Add a value to the enum of models."""
        self.edit("enum: [sora-2, sora-2-pro]\n", f"enum: [sora-2, sora-2-pro, {name}]\n")
        member = name.upper().replace("-", "_")
        self.edit("x-enum-varnames: [SORA_2, SORA_2_PRO]", f"x-enum-varnames: [SORA_2, SORA_2_PRO, {member}]")

    def regenerate(self, *more: str) -> int:
        """Run the command on this spec and folder."""
        return regenerate.main(["--spec", str(self.spec), "--output", str(self.output), *more])

    def check_drift(self) -> int:
        """Run the command on this spec and folder."""
        return check_drift.main(["--spec", str(self.spec), "--output", str(self.output)])

    def content(self) -> dict[str, bytes]:
        """Every file of the generated folder."""
        return files(self.output)

    def fails(self, capsys: pytest.CaptureFixture[str]) -> str:
        """Run both commands: they say the same one line, which is given, and the client stays as it was."""
        before = self.content()
        assert self.regenerate() == 2
        said = capsys.readouterr()
        assert self.check_drift() == 2
        assert capsys.readouterr().err == said.err
        assert self.content() == before
        assert [path.name for path in self.output.parent.iterdir()] == [self.output.name], "nothing is left over"
        assert len(said.err.splitlines()) == 1
        assert said.err.startswith("error: ")
        assert "Traceback" not in said.err
        return said.err


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A copy that is treated as the spec of this repository."""
    spec = tmp_path / "openapi" / "spec.yaml"
    spec.parent.mkdir()
    shutil.copy(DEFAULT_SPEC, spec)
    output = tmp_path / "client" / "_generated"
    shutil.copytree(OUTPUT, output, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr("clausewise.bundled.DEFAULT_SPEC", spec)
    return Checkout(spec, output)
