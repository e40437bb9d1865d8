"""The two tools whose output is committed: found, checked against their pins, and run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from clausewise.codegen.errors import GenerationError, one_line
from clausewise.spec import Spec
from clausewise.spec.walking import places

#: The tools whose output is committed, each in the one version that makes it; the extra `client` asks for the same.
PINNED = {"openapi-python-client": "0.29.1", "ruff": "0.17.6"}

GENERATOR_CONFIG = {
    "literal_enums": True,
    "docstrings_on_attributes": True,
    "post_hooks": [],  # ruff is run here instead: the generator takes a missing ruff for a warning
}
#: Templates that replace those of the generator with the same names.
TEMPLATES = Path(__file__).parent / "templates"
BYTES = "application/octet-stream"
# Isolated, so that the settings of the folder around the output do not reach it.
RUFF_STYLE = ["--isolated", "--no-cache", "--quiet", "--target-version", "py311", "--line-length", "120"]


def check_tools() -> None:
    """Raise GenerationError unless each pinned tool is installed in just that version."""
    for name, pin in PINNED.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            raise GenerationError(f"{name} {pin} is not installed in {sys.prefix}; {_install(name, pin)}") from None
        if found != pin:
            raise GenerationError(
                f"{name} is {found} in {sys.prefix}, and the client is made with {pin}; {_install(name, pin)}"
            )


def _install(name: str, pin: str) -> str:
    return f"run: {sys.executable} -m pip install {name}=={pin}"


def run_generator(document: dict[str, Any], output: Path, workspace: Path, *, strict: bool = True) -> list[str]:
    """Let openapi-python-client write the client of a document to the folder `output`.

    Gives what it warns of; a `strict` warning is a GenerationError, and nothing is written.
    """
    source, config = workspace / "spec.json", workspace / "config.json"
    source.write_text(json.dumps(document, default=str), encoding="utf-8")
    settings = {
        **GENERATOR_CONFIG,
        "content_type_overrides": dict.fromkeys({*binary_media_types(document)} - {BYTES}, BYTES),
    }
    config.write_text(json.dumps(settings), encoding="utf-8")
    files = ["--path", str(source), "--output-path", str(output), "--config", str(config)]
    files += ["--custom-template-path", str(TEMPLATES)]
    said = _run(
        "openapi_python_client", "generate", "--meta", "none", *(["--fail-on-warning"] if strict else []), *files
    )
    return list(_warnings(said))


def _warnings(said: str) -> Iterator[str]:
    """Each warning of the generator in a line, without its advice on where to report a mistake."""
    for block in re.split(r"\n(?=(?:WARNING|ERROR) )", f"\n{said}")[1:]:
        text = block.split("If you believe this was a mistake")[0]
        yield f"the generator: {one_line(re.sub(r'^(WARNING|ERROR) ', '', text), 200)}"


def missing(spec: Spec, output: Path) -> Iterator[str]:
    """A line for each operation of a spec that has no function in the generated folder."""
    made = {re.sub("[^a-z0-9]", "", path.stem.lower()) for path in output.glob("api/*/*.py")}
    for operation in spec.operations:
        if re.sub("[^a-z0-9]", "", operation.id.lower()) not in made:
            yield f"{operation.id}: the client has no function for {operation.method} {operation.url_path}"


def binary_media_types(document: Any) -> Iterator[str]:
    """Media types such as image/png whose schema is nothing but bytes: the generator drops those it does not know."""
    for place in places(document):
        schema = place.node.get("schema")
        if place.kind == "media type" and isinstance(schema, dict) and schema.get("format") == "binary":
            yield str(place.location[-1])


def run_ruff(folder: Path) -> None:
    """Sort the imports, drop the unused ones, and format every file below the folder."""
    _run("ruff", "check", *RUFF_STYLE, "--select", "F,I,UP", "--fix-only", str(folder))
    _run("ruff", "format", *RUFF_STYLE, str(folder))


def _run(module: str, *arguments: str) -> str:
    # COLUMNS: the generator wraps its messages to the width of the terminal.
    result = subprocess.run(  # noqa: S603 - the command is made here
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "500", "NO_COLOR": "1"},
    )
    if result.returncode:
        said = (result.stderr or result.stdout).split("If you believe this was a mistake")[0]
        raise GenerationError(f"{module} refuses the spec: {one_line(said)}")
    return result.stdout + result.stderr
