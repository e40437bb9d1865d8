"""The errors of one download: each names the task, which is paid."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import ConfigurationError
from ..parsing import printable
from .headers import Content
from .part import Part
from .problems import DownloadFailed

if TYPE_CHECKING:
    from ..task_record import TaskRecord

log = logging.getLogger(__name__.partition(".")[0])
T = TypeVar("T")


class Failing:
    """The source and the target of a download, what has come of it, and its errors."""

    def __init__(self, task: TaskRecord, path: Path) -> None:
        self._task = task
        self.path = path
        self._part: Part | None = None
        self._content: Content | None = None

    @property
    def _total(self) -> int | None:
        return self._content.total if self._content is not None else None

    def _held(self) -> Part:
        if self._part is None:
            raise AssertionError("a body follows a beginning")
        return self._part

    def _tried(self, does: Callable[[], T]) -> T:
        """The outcome of a function; its errors in the words of this package."""
        try:
            return does()
        except ValueError as error:
            said = str(error)
        except OSError as error:
            said = f"cannot be written to {str(self.path)!r} ({error.strerror or error})"
        raise self._failed(said)

    def _interrupted(self, error: BaseException | None) -> None:
        """Tell which task is paid and has a video, when what ends a download does not tell it."""
        if error is not None and not isinstance(error, DownloadFailed):
            error.add_note(f"The video of task {self._task.task_id} was not fetched in whole. Download it again.")
            log.warning("The download of the video of task %s was interrupted", printable(self._task.task_id))

    def not_set_up(self, error: ConfigurationError) -> DownloadFailed:
        """The error of a setting of the environment by which nothing can be asked for."""
        return self._failed(f"cannot be fetched: {error.message}")

    def _too_large(self, max_bytes: int) -> DownloadFailed:
        if self._part is not None:
            self._part.leave(keep=False)
        return self._failed(f"is larger than {max_bytes} bytes")

    def _failed(self, said: str, kind: type[DownloadFailed] = DownloadFailed, **answer: Any) -> DownloadFailed:
        task_id = self._task.task_id
        return kind(f"The video of task {task_id} {said}", task=self._task, task_id=task_id, **answer)
