"""openapi/README.md describes every extension and aspect that the rules know."""

from __future__ import annotations

import re
from pathlib import Path

from clausewise.lint.clauses import ASPECTS
from clausewise.spec.extensions import EXTENSIONS

README = (Path(__file__).resolve().parents[2] / "openapi" / "README.md").read_text(encoding="utf-8")


def cells(heading: str) -> set[str]:
    """The words in code type in the first column of the table below a heading."""
    table = README.split(heading, 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def test_every_extension_is_described() -> None:
    assert {word.removesuffix(" with `enum`") for word in cells("## Extensions")} == set(EXTENSIONS)


def test_every_aspect_is_described() -> None:
    assert cells("### What `keywords` may name") == ASPECTS
