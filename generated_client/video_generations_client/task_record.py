"""The record of a task, as the server told it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .contract import contract
from .record import text_at

if TYPE_CHECKING:
    from ._generated.models import VideoTask
    from .response import Response


@dataclass(frozen=True)
class TaskRecord:
    """One video generation. A field that the server has not told is None, never a stand-in.

    Attributes:
        task_id: The id, as the create answered with it.
        raw: The record as received, without its envelope; what the spec knows of it is typed in `record`. After a
            create it is empty.
        response: Status, headers and request id of the answer; None when it came as a notification.
    """

    task_id: str
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)
    response: Response | None = field(default=None, repr=False, compare=False)

    @property
    def status(self) -> str | None:
        """The server's word (observed): NOT_START, IN_PROGRESS, SUCCESS, FAILURE, or another one."""
        return contract().record.word(self.raw)

    @property
    def succeeded(self) -> bool:
        """Tell whether the task has ended with a video.

        Its word says so, in any letters; or it is at 100 percent and has an output, whatever its word.
        """
        return contract().record.end(self.raw) == "success"

    @property
    def failed(self) -> bool:
        """True when the task has ended without a video: its word says so, or it is at 100 percent and has a reason."""
        return contract().record.end(self.raw) == "failure"

    @property
    def finished(self) -> bool:
        """Tell whether the task has ended. An unknown status alone is not an end."""
        return contract().record.end(self.raw) is not None

    @property
    def progress(self) -> str | None:
        """The progress in the server's words, "0%" to "100%" (observed); a failed task also reads "100%"."""
        return text_at(self.raw, contract().record.progress)

    @property
    def percent(self) -> float | None:
        """The progress as a number, 0 to 100; None when the record does not say it in digits."""
        return contract().record.percent(self.raw)

    @property
    def output(self) -> str | None:
        """The address of the video once it has succeeded; expires in 1 to 6 days (observed).

        Servers of other families put it elsewhere in the record; it is found there too.
        """
        return contract().record.result(self.raw)[0]

    @property
    def fail_reason(self) -> str | None:
        """The reason why it failed, for people (observed: it stands beside `data`, which is then null).

        Of a task that has failed, it is found where servers of other families put it, too.
        """
        return contract().record.reason_of(self.raw)

    @property
    def record(self) -> VideoTask:
        """The record as the generated model, with every field of the spec.

        Raises:
            KeyError, TypeError: The record lacks what the spec requires, as after a create.
        """
        from ._generated.models import VideoTask  # here: most callers never need the models

        return VideoTask.from_dict(self.raw)

    def __repr__(self) -> str:
        told = {"status": self.status, "progress": self.progress, "output": self.output}
        told["fail_reason"] = self.fail_reason
        shown = "".join(f", {name}={value!r}" for name, value in told.items() if value is not None)
        return f"{type(self).__name__}({self.task_id!r}{shown})"
