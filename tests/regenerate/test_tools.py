"""A tool of the generation that is missing, of another version, or fails is told in one line."""

from __future__ import annotations

from importlib import metadata

import pytest

from clausewise.codegen import tools
from tests.regenerate.conftest import Checkout


@pytest.mark.parametrize("tool", ["ruff", "openapi-python-client"])
def test_a_tool_of_another_version_is_one_line(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    installed = metadata.version
    monkeypatch.setattr("clausewise.codegen.tools.version", lambda name: "0.0.1" if name == tool else installed(name))
    said = checkout.fails(capsys)
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
    assert f"{tool} {tools.PINNED[tool]} is not installed" in checkout.fails(capsys)


def test_a_failure_of_the_last_step_leaves_the_client_as_it_was(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "RUFF_STYLE", ["--no-such-option"])
    assert "ruff" in checkout.fails(capsys)
