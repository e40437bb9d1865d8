"""Writing to the terminal while a test runs, whose output pytest keeps."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def past_capture(writer: Any) -> Iterator[None]:
    """Let a terminal writer of pytest reach the terminal from any thread, at any time, within the block.

    While a test runs pytest puts another file behind the descriptor that the writer writes to, and what another thread
    tells then is lost. A copy of the descriptor, made before, is not touched. Begin the block where no test runs; a
    writer without a descriptor stays as it is.
    """
    file: Any = getattr(writer, "_file", None)
    try:
        copy = os.fdopen(os.dup(file.fileno()), "w", 1, encoding=file.encoding, errors="backslashreplace")
    except (AttributeError, OSError, ValueError):
        yield
        return
    file.flush()
    writer._file = copy
    try:
        yield
    finally:
        writer._file = file
        copy.close()
