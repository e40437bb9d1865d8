"""The file in which a video is collected, under a name of its own until it is whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from types import ModuleType
from typing import BinaryIO
from uuid import uuid4

try:
    import fcntl
except ImportError:  # not on Windows, where nothing is continued by a later program
    fcntl = None  # type: ignore[assignment]  # see above
_fcntl: ModuleType | None = fcntl


class Part:
    """A hidden file beside the target, held by one download at a time.

    Args:
        target: Where the video will be.
        of: What tells this content from others, so that a later download may go on with it; empty where nothing does.

    Raises:
        OSError: It cannot be written.
    """

    def __init__(self, target: Path, of: str) -> None:
        self._target = target
        self.may_go_on = bool(of) and _fcntl is not None
        held = self._held(hashlib.sha256(of.encode("utf-8", "replace")).hexdigest()[:16]) if self.may_go_on else None
        if held is None:  # or another download has it
            self.may_go_on = False
            held = self._open(uuid4().hex[:16])
        self._path, self._file = held
        self.size = self._file.seek(0, os.SEEK_END)

    def write(self, piece: bytes) -> None:
        """Add a piece."""
        self._file.write(piece)
        self.size += len(piece)

    def empty(self) -> None:
        """Begin anew."""
        self._file.seek(0)
        self._file.truncate()
        self.size = 0

    def finish(self) -> None:
        """Give the whole file its name, once it is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        if os.name != "posix":
            self._file.close()  # what is open cannot be renamed there
        self._path.replace(self._target)
        self._file.close()

    def leave(self, *, keep: bool) -> None:
        """Close it, and keep it only for a download that could go on with it."""
        with contextlib.suppress(OSError):
            if not self._file.closed:
                if not (keep and self.may_go_on and self.size):
                    self._path.unlink(missing_ok=True)
                self._file.close()

    def _open(self, mark: str) -> tuple[Path, BinaryIO]:
        name = os.fsencode(self._target.name)[:100].decode("utf-8", "ignore")  # a name has at most 255 bytes
        path = self._target.with_name(f".{name}.{mark}.part")
        return path, path.open("ab", buffering=0)

    def _held(self, mark: str) -> tuple[Path, BinaryIO] | None:
        """The file of a mark, locked; None when another download holds it."""
        assert _fcntl is not None  # noqa: S101 - the caller looks
        path, file = self._open(mark)
        try:
            _fcntl.flock(file, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
            if path.stat().st_ino == os.fstat(file.fileno()).st_ino:
                return path, file
        except OSError:  # locked, or renamed in between
            pass
        file.close()
        return None
