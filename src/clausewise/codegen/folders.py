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
    before, after = files(committed), files(generated)
    return [
        Difference(path, before.get(path), after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file in a folder, by its path in it; what Python has compiled is passed over."""
    return {name: (folder / name).read_bytes() for name in names(folder)}


def names(folder: Path) -> Iterator[str]:
    """The path of every file in a folder, and of every link; what Python has compiled is passed over."""
    for path in folder.rglob("*"):
        if (path.is_symlink() or not path.is_dir()) and "__pycache__" not in path.relative_to(folder).parts:
            yield path.relative_to(folder).as_posix()
