"""One create by its name: written down before it is sent, settled when its outcome is known."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from ..answer import Answer
from ..errors import ConfigurationError, OutcomeUnknown, VideoGenerationsError
from ..judgement import started_id
from ..parsing import printable
from ..settings import Settings
from ..task import Task
from . import under_way
from .book import Journal
from .entry import Entry
from .fields import defaults, differences, kept
from .owner import this_owner
from .problems import CreateUnderWay, JournalError, JournalMismatch

if TYPE_CHECKING:
    from ..call import Call

log = logging.getLogger(__name__.partition(".")[0])
#: Seconds that are added to what a create may take, before nobody waits for it any more.
SLACK = 30.0


class Once:
    """A create that is sent only if the journal has no entry of its name.

    Args:
        journal: The client's; None is refused.
        name: What the caller calls it.
        body: The fields that will be sent.
        call: The request.
        settings: Of the client.
        schema: That of the body: a field that is given as its default is the same as one that is left out.

    Raises:
        ConfigurationError: There is no journal, or the name is none.
    """

    def __init__(
        self,
        journal: Journal | None,
        name: object,
        body: Mapping[str, Any],
        call: Call,
        settings: Settings,
        schema: Mapping[str, Any] | None,
    ) -> None:
        if journal is None:
            raise ConfigurationError(
                "once needs a journal, where names are kept: VideoGenerations(journal='jobs.sqlite')"
            )
        if not isinstance(name, str) or not 0 < len(name) <= 200 or not name.isprintable() or name != name.strip():
            raise ConfigurationError(f"once must be a name of 1 to 200 printable characters, and not {name!r}")
        self.name = name
        self._journal = journal
        self._fields, self._schema = kept(body, settings), schema
        self._call = call
        self._server = settings.base_url
        limits = call.timeouts
        attempt = 2 * limits.connect + limits.write + 2 * limits.read
        more = attempt + settings.retries.total if settings.retries.attempts > 1 else 0.0
        self._longest = attempt + more + SLACK
        self._until = time.monotonic() + limits.connect + limits.read
        self._pause = 0.02
        self._token = os.urandom(16).hex()
        self._written = self._noted = False

    def begin(self) -> Task | Literal["wait"] | None:
        """Write the intent down: None when the request is to be sent; else the task, or "wait" and ask again.

        Raises:
            JournalError: It cannot be written down.
            JournalMismatch: The name has other fields.
            OutcomeUnknown: It may be accepted and paid, or is under way for longer than this call would be.
        """
        under_way.here.add(self._token)
        try:
            return self._begun()
        except JournalError as error:
            said = error.message
        raise JournalError(f"{said}; nothing was sent")

    def _begun(self) -> Task | Literal["wait"] | None:
        table = self._journal.table
        self._written = True  # perhaps: an interruption does not tell
        if table.intend(self.name, self._fields, self._server, this_owner(), self._token, self._longest):
            return None
        entry = table.find(self.name)
        if entry is None:
            self._written = False
            return "wait"  # it was freed in between: ask again
        if entry.token == self._token:
            return None  # written by a statement whose answer was lost
        self._written = False
        return self._known(entry)

    def _known(self, entry: Entry) -> Task | Literal["wait"]:
        differing = list(differences(entry.fields, json.loads(self._fields), defaults(self._schema)))
        if differing:
            said = f"Nothing was sent: {self.name!r} stands in the journal with other fields. {'; '.join(differing)}"
            raise JournalMismatch(said, differences=differing, task_id=entry.task_id)
        if entry.state in ("started", "ended") and entry.task_id is not None:
            if entry.server != self._server:
                log.warning("Task %s of %r was created at %s", printable(entry.task_id), self.name, entry.server)
            return Task(entry.task_id)
        if not under_way.is_under_way(entry):
            perhaps = f"Its id is perhaps {entry.task_id!r}. " if entry.task_id else ""
            raise OutcomeUnknown(
                f"Nothing was sent now: {self.name!r} was sent before, its outcome is unknown, and it may be paid. "
                f"{perhaps}Look at the server, then say journal.resolve({self.name!r}, task_id=…), or "
                f"journal.forget({self.name!r}) to send it again",
                task_id=entry.task_id,
            )
        if time.monotonic() > self._until:
            raise CreateUnderWay(f"Nothing was sent now: {self.name!r} is under way elsewhere. Call it again later")
        return "wait"

    def pause(self) -> float:
        """Seconds until `begin` is to be called again."""
        self._pause = min(self._pause * 1.5, 1.0)
        return self._pause

    def answered(self, answer: Answer) -> None:
        """Write down the task that an answer names, if it names one. It raises no error."""
        try:
            task_id = started_id(answer)
        except VideoGenerationsError:
            return
        self._noted = self._settle("started", task_id)

    def failed(self, error: BaseException) -> None:
        """Write down what an error says of the outcome. It raises no error of its own."""
        if self._noted or not self._written or isinstance(error, JournalError):
            return  # the task is known, and something failed after that; or nothing was sent by this call
        if isinstance(error, OutcomeUnknown) and not self._call.accepted:
            self._settle("unknown", error.task_id)
        elif self._call.certain:
            self._free()
        elif self._call.answer is not None:
            self.answered(self._call.answer)
            if not self._noted:
                self._settle("unknown", self._call.answer.likely_id)
        else:
            self._settle("unknown", None)

    def over(self) -> None:
        """Let go of the intent: from now on this process does not send it."""
        under_way.here.discard(self._token)

    def _settle(self, state: Literal["started", "unknown"], task_id: str | None) -> bool:
        try:
            written_down = self._journal.table.settle(self.name, self._token, state, task_id)
            entry = None if written_down else self._journal.find(self.name)
        except JournalError as error:
            log.warning(
                "%r: task %s has started, and could not be noted: %s", self.name, printable(str(task_id)), error
            )
            return False
        if task_id and not written_down and (entry is None or entry.task_id != task_id):
            log.warning("%r: task %s has started, after the journal was told otherwise", self.name, printable(task_id))
        return True

    def _free(self) -> None:
        try:
            self._journal.table.free(self.name, self._token)
        except JournalError as error:
            log.warning("%r was not accepted, and its name could not be freed: %s", self.name, error)
