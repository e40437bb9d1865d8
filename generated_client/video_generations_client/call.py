"""A request as it will be sent, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .answer import Answer
    from .option_values import Timeouts


class ByName(Protocol):
    """The part of a journal in a create by a name: see `journal.once.Once`."""

    def begin(self) -> Any:
        """Write the intent down: None when the request is to be sent; else the task, or "wait" and ask again."""

    def pause(self) -> float:
        """Seconds until `begin` is to be called again."""

    def answered(self, answer: Answer) -> None:
        """Write down the task that an answer names, if it names one."""

    def failed(self, error: BaseException) -> None:
        """Write down what an error says of the outcome."""

    def over(self) -> None:
        """Let go of the intent."""


@dataclass
class Call:
    """A request as it will be sent. A paid one is never sent twice on an unknown outcome.

    Attributes:
        path: The path as the spec has it; `url_path` has the parameters filled in.
        number: Which attempt it is.
        answer: What came of the last attempt, as far as it came.
        certain: Whether nothing of it is under way, and no attempt so far can have been accepted.
        accepted: Whether a task of it is known: whatever fails after that, it is not sent again.
        once: The create by its name, when it has one.
    """

    method: str
    path: str
    url_path: str
    paid: bool
    timeouts: Timeouts
    body: bytes | None = field(default=None, repr=False)
    task_id: str | None = None
    polling: bool = False
    number: int = 1
    answer: Answer | None = None
    certain: bool = True
    accepted: bool = False
    once: ByName | None = field(default=None, repr=False)
