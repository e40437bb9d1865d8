"""Versions: where they stand in files, and how far a change raises them (https://semver.org)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

from clausewise.diff import Change, Severity

Span = tuple[int, int]
#: The span of a version in a text, None where there is none.
Finder = Callable[[str], Span | None]


def worst(changes: Iterable[Change], *, names_lost: bool = False) -> Severity | None:
    """The severity by which a version is to be raised; None when nothing has changed.

    What may break somebody is treated as what does: nobody can take a version back.
    """
    found = {change.severity for change in changes}
    if names_lost or found & {"breaking", "dangerous"}:
        return "breaking"
    return "compatible" if "compatible" in found else "documentation" if found else None


def raised(version: str, severity: Severity | None) -> str:
    """The least version that may follow: breaking is major (minor while 0.x), compatible minor, words a patch.

    A version that is none of the form 1.2.3 is left as it is.
    """
    parts = numbers(version)
    if parts is None or severity is None:
        return version
    major, minor, patch = parts
    if severity == "documentation":
        return f"{major}.{minor}.{patch + 1}"
    return f"{major + 1}.0.0" if severity == "breaking" and major else f"{major}.{minor + 1}.0"


def numbers(version: str) -> tuple[int, int, int] | None:
    """The three numbers of a version, None when it has another form."""
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def later(one: str, other: str) -> str:
    """The later of two versions; the first where they cannot be compared."""
    left, right = numbers(one), numbers(other)
    return other if left is not None and right is not None and right > left else one


def of_spec(text: str) -> Span | None:
    """The place where `info.version` stands in the text of an OpenAPI document, without quotes."""
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in ("info", "version"):
        entries = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in entries if name.value == key), None)
    if not isinstance(node, yaml.ScalarNode):
        return None
    quotes = 1 if node.style else 0
    return node.start_mark.index + quotes, node.end_mark.index - quotes


def _by(pattern: str) -> Finder:
    def find(text: str) -> Span | None:
        found = re.search(pattern, text, re.MULTILINE)
        return found.span(1) if found else None

    return find


def package_files(output: Path) -> dict[Path, Finder]:
    """The files around the generated folder that carry the client's version, those that there are."""
    places = {
        output.parents[1] / "pyproject.toml": _by(r'^version = "([^"]+)"$'),
        output.parent / "_version.py": _by(r'^__version__ = "([^"]+)"$'),
    }
    return {path: find for path, find in places.items() if path.is_file()}


def read(text: str | None, find: Finder) -> str | None:
    """The version in a text, None where there is none."""
    span = find(text) if text is not None else None
    return text[slice(*span)] if text is not None and span is not None else None


def written(text: str, find: Finder, version: str) -> str:
    """A copy of a text with another version in it."""
    span = find(text)
    return text if span is None else text[: span[0]] + version + text[span[1] :]
