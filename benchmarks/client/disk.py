"""The cost of an intent's durability by itself: one block, written and waited for, on the disk of the journals."""

from __future__ import annotations

import os
from pathlib import Path

BLOCK = os.urandom(4096)
#: The blocks of a journal in a file before it is written over.
BLOCKS = 1000


class Disk:
    """A file at a path. Its blocks are there already, so that a write of one changes nothing else of it."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(BLOCK * BLOCKS)
        self._file = os.open(path, os.O_RDWR)
        os.fsync(self._file)
        self._next = 0

    def write(self) -> None:
        """Write the next block, and wait until it is on the disk."""
        os.pwrite(self._file, BLOCK, self._next * len(BLOCK))
        os.fdatasync(self._file)
        self._next = (self._next + 1) % BLOCKS
