"""The package is typed, knows its version, and takes the fields of the request from the spec."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path

import pytest
import video_generations_client


def test_the_version_is_the_distributions() -> None:
    project = Path(video_generations_client.__file__).parents[1] / "pyproject.toml"
    declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    assert video_generations_client.__version__ == declared


def test_the_package_is_typed_and_all_it_names_is_there() -> None:
    assert resources.files(video_generations_client).joinpath("py.typed").is_file()
    for name in video_generations_client.__all__:
        assert getattr(video_generations_client, name) is not None


def test_the_import_loads_nothing_that_only_some_programs_need() -> None:
    """Modules that httpx does not load itself cost every program their time: low-level client, journals, checks."""
    late = {"attr", "difflib", "fastjsonschema", "multiprocessing", "sqlite3", "stamina", "tempfile", "trio"}
    program = f"""
import sys, httpx
late = {late!r} - {{*sys.modules}}
import video_generations_client as package
print(sorted(late & {{*sys.modules}}), [name for name in sys.modules if package.__name__ + "._generated." in name])
from video_generations_client._generated import AuthenticatedClient, Client
print(issubclass(AuthenticatedClient, object), Client.__module__)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - made here
    assert result.stdout.splitlines() == [
        "[] ['video_generations_client._generated.signatures']",
        "True video_generations_client._generated.client",
    ]


def test_a_name_that_the_generated_package_has_not_is_an_ordinary_mistake() -> None:
    from video_generations_client import _generated

    with pytest.raises(AttributeError, match="_generated' has no attribute 'Clint'"):
        _ = _generated.Clint  # type: ignore[attr-defined]  # the mistake


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
