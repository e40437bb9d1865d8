"""Errors of a download. The task has succeeded and is paid all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import VideoGenerationsError

if TYPE_CHECKING:
    from ..task_record import TaskRecord


class DownloadFailed(VideoGenerationsError):
    """The video could not be fetched. Download it again: what was received is continued where the server allows it.

    Attributes:
        task: The task as it was last read.
    """

    def __init__(self, message: str, *, task: TaskRecord | None = None, **answer: Any) -> None:
        super().__init__(message, **answer)
        self.task = task


class LinkExpired(DownloadFailed):
    """The host of the video refuses its address, which has perhaps expired: read the task again for another."""
