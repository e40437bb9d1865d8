"""Putting a generated folder in its place, all of it or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.client_generation.failure import GenerationError


@contextmanager
def workspace_beside(output: Path) -> Iterator[Path]:
    """A temporary folder on the file system of `output`, where a rename is one step."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".regenerate-", dir=output.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise GenerationError(
            f"{output}: cannot be written ({error.strerror}); give a folder that can, with --output"
        ) from None


def swap_in(made: Path, output: Path) -> None:
    """Put the folder `made` in the place of `output`; a failure leaves the old one there."""
    if output.is_dir() and not (output / "__init__.py").is_file() and any(output.iterdir()):
        raise GenerationError(f"{output}: is a folder of something else; give another one with --output")
    old = made.with_name("replaced")
    if output.exists():
        output.rename(old)
    try:
        made.rename(output)
    except OSError:
        if old.exists():
            old.rename(output)
        raise
    shutil.rmtree(old, ignore_errors=True)
