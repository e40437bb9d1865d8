"""The journal of a client: opened for it, or the caller's own."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from .book import Journal
from .problems import JournalError

if TYPE_CHECKING:
    from ..task import Task

log = logging.getLogger(__name__.partition(".")[0])


def opened(given: str | os.PathLike[str] | Journal | None) -> tuple[Journal | None, Journal | None]:
    """The journal that was given, and the same if it is for the client to close."""
    if given is None or isinstance(given, Journal):
        return given, None
    made = Journal(given)
    return made, made


def required(journal: Journal | None) -> Journal:
    """The journal of a client that has one.

    Raises:
        ConfigurationError: It has none.
    """
    if journal is None:
        raise ConfigurationError(
            "This client has no journal: give one, such as VideoGenerations(journal='jobs.sqlite')"
        )
    return journal


def ended(journal: Journal, task: Task) -> None:
    """Note that a task was seen to end. A journal that cannot be written changes nothing for who reads the task."""
    try:
        journal.ended(task.task_id)
    except JournalError as error:
        log.warning("The end of task %s could not be noted: %s", task.task_id, error)
