"""Checking the paths that a run writes to before it sends anything: at its end, what was paid for would be lost."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile


class OutputPathError(Exception):
    """A file cannot be written where it is asked for; the message says in one line what to do."""


def checked_folder(option: str, folder: Path) -> Path:
    """The folder, which exists or can be made, and can be written into; OutputPathError otherwise. Nothing is left."""
    whole = folder.absolute()
    there = next(path for path in (whole, *whole.parents) if path.exists() or path.is_symlink())
    if not there.is_dir():
        raise OutputPathError(f"{option} {folder}: {there} is no folder; give another")
    try:
        TemporaryFile(dir=there).close()
    except OSError as error:
        raise OutputPathError(
            f"{option} {folder}: nothing can be written into {there} ({error.strerror}); give another folder"
        ) from None
    return folder


def checked_file(option: str, file: Path) -> Path:
    """The file, which lies in a folder that exists and can be written into; OutputPathError otherwise."""
    if not file.absolute().parent.is_dir():
        raise OutputPathError(
            f"{option} {file}: the file cannot be made, there is no folder {file.parent}; make it first"
        )
    checked_folder(option, file.parent)
    if file.is_dir():
        raise OutputPathError(f"{option} {file}: this is a folder; give the name of a file")
    return file
