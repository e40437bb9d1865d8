"""A typed client of `POST /v2/videos/generations` that cannot pay twice.

    from video_generations_client import VideoGenerations

    with VideoGenerations(base_url="https://host") as videos:
        video = videos.create_and_wait(prompt="A paper boat", model="sora-2")
        print(video.output)

Every name below is public; the modules, `_generated` among them, may change between versions.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING

from ._version import __version__
from .async_client import AsyncVideoGenerations
from .attempts import Attempt
from .client import VideoGenerations
from .download.problems import DownloadFailed, LinkExpired
from .errors import (
    AuthenticationError,
    ConfigurationError,
    InvalidRequest,
    NoAnswer,
    NotFound,
    NotSent,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    RequestWarning,
    ServerError,
    TaskFailed,
    UnexpectedAnswer,
    VideoGenerationsError,
    WaitCancelled,
    WaitTimedOut,
)
from .images import data_uri
from .journal.problems import CreateUnderWay, JournalError, JournalMismatch
from .notification import parse_notification
from .option_values import NOT_GIVEN, NotGiven, Timeouts
from .options import CreateAndWaitOptions, CreateOptions, WaitOptions
from .problem import Problem
from .response import Response
from .retries import Retries
from .task import Task
from .task_record import TaskRecord

if TYPE_CHECKING:
    from .download.options import Download
    from .journal.awaited import AsyncJournal
    from .journal.book import Journal
    from .journal.entry import Entry

__all__ = [
    "NOT_GIVEN",
    "AsyncJournal",
    "AsyncVideoGenerations",
    "Attempt",
    "AuthenticationError",
    "ConfigurationError",
    "CreateAndWaitOptions",
    "CreateOptions",
    "CreateUnderWay",
    "Download",
    "DownloadFailed",
    "Entry",
    "InvalidRequest",
    "Journal",
    "JournalError",
    "JournalMismatch",
    "LinkExpired",
    "NoAnswer",
    "NotFound",
    "NotGiven",
    "NotSent",
    "OutcomeUnknown",
    "PermissionDenied",
    "Problem",
    "RateLimited",
    "RequestWarning",
    "Response",
    "Retries",
    "ServerError",
    "Task",
    "TaskFailed",
    "TaskRecord",
    "Timeouts",
    "UnexpectedAnswer",
    "VideoGenerations",
    "VideoGenerationsError",
    "WaitCancelled",
    "WaitOptions",
    "WaitTimedOut",
    "__version__",
    "data_uri",
    "parse_notification",
]

#: The modules of names that most programs do not use: loaded when they are.
_LATE = {
    "AsyncJournal": ".journal.awaited",
    "Download": ".download.options",
    "Entry": ".journal.entry",
    "Journal": ".journal.book",
}


if not TYPE_CHECKING:  # else every wrong name would be right to a type checker

    def __getattr__(name: str) -> object:
        if name not in _LATE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_LATE[name], __name__), name)


logging.getLogger(__name__).addHandler(logging.NullHandler())
