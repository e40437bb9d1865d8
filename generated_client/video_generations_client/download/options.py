"""Options of a download."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import ConfigurationError
from ..option_values import check_function, check_seconds


@dataclass(frozen=True)
class Download:
    """The place where a video is written, and how long and large it may be.

    Attributes:
        path: The file. One that is there is replaced, once the new one is whole.
        max_bytes: A larger video is not fetched to its end.
        timeout: Seconds for all of it, further attempts included.
        on_progress: Called with the bytes received so far, and those of the whole; None where the server does not tell.

    Raises:
        ConfigurationError: An option that is none, or a path that cannot be written.
    """

    path: str | os.PathLike[str]
    max_bytes: int = 2_000_000_000
    timeout: float = 900.0
    on_progress: Callable[[int, int | None], object] | None = None

    def __post_init__(self) -> None:
        check_seconds(timeout=self.timeout)
        check_function("on_progress", self.on_progress)
        if not isinstance(self.max_bytes, int) or isinstance(self.max_bytes, bool) or self.max_bytes < 1:
            raise ConfigurationError(f"max_bytes must be a whole number, 1 or more, and not {self.max_bytes!r}")
        if not isinstance(self.path, (str, os.PathLike)) or not os.fspath(self.path):
            raise ConfigurationError(f"The path of a download must be that of a file, and not {self.path!r}")
        try:
            is_folder = os.fspath(self.path)[-1] in ("/", os.sep)
            fault = f"{self.path!r} is a folder; give the path of a file" if is_folder else _fault(Path(self.path))
        except (OSError, TypeError) as error:  # no right to look, a name that is too long, bytes
            fault = f"{os.fspath(self.path)!r} cannot be written ({getattr(error, 'strerror', None) or error})"
        if fault:
            raise ConfigurationError(fault)

    @classmethod
    def of(cls, given: object) -> Download:
        """The download that is given, or one with defaults to the path that is."""
        return given if isinstance(given, cls) else cls(given)  # type: ignore[arg-type]  # it is checked above


def _fault(path: Path) -> str:
    """The reason why no video can be written to a path; empty where there is none."""
    if "\0" in str(path):
        return f"{str(path)!r} holds a NUL, which no name of a file does"
    if path.is_dir():
        return f"{str(path)!r} is a folder; give the path of a file"
    if path.exists() and not path.is_file():
        return f"{str(path)!r} is a device or the like, and no file that a video could replace"
    if not path.parent.is_dir():
        return f"There is no folder {str(path.parent)!r} to write {path.name!r} to"
    if not os.access(path.parent, os.W_OK):
        return f"Nothing can be written to the folder {str(path.parent)!r}"
    return ""
