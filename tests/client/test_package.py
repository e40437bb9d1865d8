"""The package is typed, knows its version, and takes the fields of the request from the spec."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import resources
from pathlib import Path

import video_generations_client


def test_the_version_is_the_distributions() -> None:
    project = Path(video_generations_client.__file__).parents[1] / "pyproject.toml"
    declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    assert video_generations_client.__version__ == declared


def test_the_package_is_typed_and_all_it_names_is_there() -> None:
    assert resources.files(video_generations_client).joinpath("py.typed").is_file()
    for name in video_generations_client.__all__:
        assert getattr(video_generations_client, name) is not None


def test_no_hand_written_module_knows_a_field_of_the_request() -> None:
    """Whatever depends on fields comes from the spec at regeneration."""
    from video_generations_client.contract import contract

    fields = set((contract().create.request or {})["properties"]) - {"prompt", "model"}
    assert len(fields) > 5
    package = Path(video_generations_client.__file__).parent
    hand_written = [module for module in package.rglob("*.py") if "_generated" not in module.parts]
    assert len(hand_written) > 40
    for module in hand_written:
        assert not _words_of_code(module) & fields, module.name


def _words_of_code(module: Path) -> set[str]:
    """Names and words in strings, without the documentation."""
    nodes = list(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    strings = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in told]
    names = [getattr(node, name, None) for node in nodes for name in ("id", "attr", "arg", "name")]
    return set(re.findall(r"\w+", " ".join([*strings, *(name for name in names if isinstance(name, str))])))
