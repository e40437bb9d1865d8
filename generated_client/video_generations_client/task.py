"""A task: what a create starts, a read shows and a notification tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._generated.models import VideoTask

#: The words that end a task (observed). Every other word means that it has not finished.
SUCCESS, FAILURE = "SUCCESS", "FAILURE"


@dataclass(frozen=True)
class Task:
    """One video generation. A field that the server has not told is None, never a stand-in.

    `raw` is the record as received, without its envelope; what the spec knows of it is typed in
    `record`. After a create there is only the id.
    """

    task_id: str
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)

    @property
    def status(self) -> str | None:
        """The server's word (observed): NOT_START, IN_PROGRESS, SUCCESS, FAILURE, or another one."""
        return self._text("status")

    @property
    def succeeded(self) -> bool:
        """Whether the task has ended with a video."""
        return self.status == SUCCESS

    @property
    def failed(self) -> bool:
        """Whether the task has ended without a video."""
        return self.status == FAILURE

    @property
    def finished(self) -> bool:
        """Whether the task has ended. An unknown status is not an end."""
        return self.succeeded or self.failed

    @property
    def progress(self) -> str | None:
        """How far it is, "0%" to "100%" (observed); a failed task also reads "100%"."""
        return self._text("progress")

    @property
    def output(self) -> str | None:
        """The address of the video once it has succeeded; expires in 1 to 6 days (observed)."""
        data = self.raw.get("data")
        output = data.get("output") if isinstance(data, Mapping) else None
        return output if isinstance(output, str) and output else None

    @property
    def fail_reason(self) -> str | None:
        """Why it failed, for people (observed: it stands beside `data`, which is then null)."""
        return self._text("fail_reason") or None

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
        return f"Task({self.task_id!r}{shown})"

    def _text(self, name: str) -> str | None:
        value = self.raw.get(name)
        return value if isinstance(value, str) else None
