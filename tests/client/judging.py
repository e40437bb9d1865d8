"""Errors by which an answer is judged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from video_generations_client import VideoGenerationsError

#: Words of errors that leave an outcome open.
DO_NOT = "Do not send it again before you have looked at the server whether the task exists."
PAID = "The task may be accepted and paid all the same."


def failed(judge: Callable[[], object]) -> VideoGenerationsError:
    """The error that a judgement raises."""
    with pytest.raises(VideoGenerationsError) as caught:
        judge()
    return caught.value
