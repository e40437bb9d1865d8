"""The files of an SQLite journal, and whether they are still those that were opened."""

from __future__ import annotations

import os
import time
from pathlib import Path

#: Seconds after which a file system surely gives a change of a folder another time than the change before it.
SETTLED = 3.0


class Files:
    """The files that one process has open: SQLite keeps what is newest in a second one.

    Args:
        path: The first of them.
        identity: Its device and number, as it was opened.
    """

    def __init__(self, path: Path, identity: tuple[int, int]) -> None:
        self._path = str(path)
        self._newest = f"{os.path.realpath(path)}-wal"  # of a link, beside the file
        self._folders = {os.path.dirname(self._path), os.path.dirname(self._newest)}  # noqa: PTH120 - as texts
        self._opened = identity, _identity(self._newest)
        self._seen: list[tuple[int, int, int]] | None = None

    def are_those_opened(self) -> bool:
        """Tell whether both are still where they were opened.

        To look at the newest file itself is dear: many file systems write the time of the next change to it anew. So
        it is looked at when its folder has changed, as it does whenever one of its files is removed or replaced.
        """
        try:
            folders = [os.stat(folder) for folder in self._folders]  # noqa: PTH116 - Path.stat costs each create more
        except FileNotFoundError:
            return False
        seen = [(status.st_dev, status.st_ino, status.st_mtime_ns) for status in folders]
        if seen == self._seen:
            return True
        if (_identity(self._path), _identity(self._newest)) != self._opened:
            return False
        # Of two changes shortly after each other the second may have the time of the first.
        settled = all(time.time() - status.st_mtime > SETTLED for status in folders)
        self._seen = seen if settled else None
        return True


def _identity(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - like above
    except FileNotFoundError:
        return (0, 0)
    return status.st_dev, status.st_ino
