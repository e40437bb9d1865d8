"""Errors of names and journals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import OutcomeUnknown, VideoGenerationsError


class JournalError(VideoGenerationsError):
    """The journal cannot be read or written, or does not hold what was asked of it. A create was not sent."""


class JournalMismatch(VideoGenerationsError, ValueError):
    """The name stands in the journal with other fields. Nothing was sent.

    Attributes:
        differences: One line for each field that differs.
    """

    def __init__(self, message: str, *, differences: Sequence[str] = (), **answer: Any) -> None:
        super().__init__(message, **answer)
        self.differences = tuple(differences)


class CreateUnderWay(OutcomeUnknown):
    """Another create by the same name is under way, and has not ended while this one waited. This one sent nothing.

    Call it again later: it gives the task as soon as there is one.
    """
