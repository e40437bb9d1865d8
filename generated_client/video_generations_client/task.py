"""A task: what a create starts, a read shows and a notification tells."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .task_record import TaskRecord

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, repr=False)
class Task(TaskRecord):
    """One video generation, whose video can be fetched. Its fields are those of `TaskRecord`."""

    def download(
        self,
        path: str | os.PathLike[str],
        *,
        max_bytes: int = 2_000_000_000,
        timeout: float = 900.0,
        on_progress: Callable[[int, int | None], object] | None = None,
    ) -> Path:
        """Fetch the video into a file, which has its name only once it is whole.

        What breaks off is continued where the host allows it, also by a later call. The host of the video is sent
        neither the key nor a header of the client's. `AsyncVideoGenerations.download` does the same without
        blocking.

        Args:
            path: The file; one that is there is replaced.
            max_bytes: A larger video is not fetched to its end.
            timeout: Seconds for all of it, further attempts included.
            on_progress: Called with the bytes received so far, and those of the whole, None where they are not told.

        Returns:
            The path.

        Raises:
            LinkExpired: The host refuses the address: read the task again for another.
            DownloadFailed: It could not be fetched, or there is no video.
            ConfigurationError: The path cannot be written, or an option is none.
        """
        from .download.options import Download  # here: most programs fetch nothing
        from .download.sending import fetch

        return fetch(self, Download(path, max_bytes, timeout, on_progress))
