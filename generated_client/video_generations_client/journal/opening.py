"""The journal of a client: opened for it, or the caller's own."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from .problems import JournalError

if TYPE_CHECKING:
    from ..task import Task
    from .awaited import AsyncJournal
    from .book import Journal

log = logging.getLogger(__name__.partition(".")[0])


def opened(given: str | os.PathLike[str] | Journal | None) -> tuple[Journal | None, Journal | None]:
    """The journal that was given, and the same if it is for the client to close."""
    if given is None:
        return None, None
    from .book import Journal  # here: most programs have none

    if isinstance(given, Journal):
        return given, None
    made = Journal(given)
    return made, made


class WithJournal:
    """A client that may have a journal."""

    _journal: Journal | None

    @property
    def journal(self) -> Journal:
        """The journal of this client.

        Raises:
            ConfigurationError: It has none.
        """
        return _required(self._journal)


class WithAsyncJournal:
    """An asynchronous client that may have a journal."""

    _journal: Journal | None

    @property
    def journal(self) -> AsyncJournal:
        """The journal of this client, its calls awaited.

        Raises:
            ConfigurationError: It has none.
        """
        from .awaited import AsyncJournal  # here: most programs have no journal

        return AsyncJournal(_required(self._journal))


def ended(journal: Journal | None, task: Task) -> None:
    """Note the end of a task, if it has. A journal that cannot be written changes nothing for who reads the task."""
    if journal is None or not task.finished:
        return
    try:
        journal.ended(task.task_id)
    except JournalError as error:
        log.warning("The end of task %s could not be noted: %s", task.task_id, error)


def _required(journal: Journal | None) -> Journal:
    if journal is None:
        raise ConfigurationError("This client has no journal; give it one: VideoGenerations(journal='jobs.sqlite')")
    return journal
