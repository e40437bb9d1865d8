"""Comparing two folders by their files and bytes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Difference:
    """One file that differs; None where it does not exist."""

    path: str
    committed: bytes | None
    generated: bytes | None

    def lines(self) -> Iterator[str]:
        """The unified diff from the committed to the generated file."""
        before, after = (
            (content or b"").decode("utf-8", "replace").splitlines() for content in (self.committed, self.generated)
        )
        old = f"committed/{self.path}" if self.committed is not None else "/dev/null"
        new = f"generated/{self.path}" if self.generated is not None else "/dev/null"
        found = list(difflib.unified_diff(before, after, old, new, lineterm=""))
        # Files that differ in line ends only, or are empty, have no diff by lines.
        yield from found or [f"--- {old}", f"+++ {new}", "(the bytes differ, the lines do not)"]


def differences(committed: Path, generated: Path) -> list[Difference]:
    """The files that are not the same in both folders, in the order of their paths."""
    before, after = _files(committed), _files(generated)
    return [
        Difference(path, before.get(path), after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
