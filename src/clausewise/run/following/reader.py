"""Reading tasks until they end, in threads of their own, while the rest of the run goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.http.download import Bounds
from clausewise.media.inspector import MediaInspector
from clausewise.probes.followed import video_id
from clausewise.recording import RecordingError
from clausewise.run.following.fetching import Fetcher
from clausewise.run.following.followed_task import UNREADABLE, FollowedTask
from clausewise.run.following.started_task import StartedTask, State
from clausewise.run.following.task_ledger import TaskLedger
from clausewise.run.following.terms import Terms
from clausewise.run.sender import TOO_MANY_REQUESTS, NotSentError, Sender, ServerGoneError
from clausewise.run.server_under_test import Client
from clausewise.settings.option_groups import SendingOptions

#: Threads that read: a server that is slow to answer for one task keeps few others waiting.
THREADS = 4
#: Intervals before the first read of a task whose result is not fetched.
UNWATCHED = 4
#: The pause between two looks whether a file is there, in seconds.
FILE = 0.05


@dataclass(frozen=True)
class Following:
    """The manner in which tasks are followed: for `timeout` seconds each, read every `interval` seconds."""

    timeout: float = 1800.0
    interval: float = 30.0
    bounds: Bounds | None = None


@dataclass(frozen=True)
class Connections:
    """The connections of a reader: to the server, to the tasks, a ledger for reads, and one for files beside them."""

    client: Client
    store: TaskLedger
    ledger: Ledger
    files: Ledger


class Reader(threading.Thread):
    """One thread, whose `own` tasks are every `step`th from `start` on. It is `opened` once there is a task."""

    def __init__(
        self,
        own: slice,
        store: TaskLedger,
        opened: Callable[[], AbstractContextManager[Connections]],
        terms: Callable[[str], Terms | None],
        following: Following,
        sending: SendingOptions,
        media: MediaInspector,
    ) -> None:
        super().__init__(name=f"reader {own.start}", daemon=True)
        self.own = own
        self.store, self.opened = store, opened
        self.terms, self.following, self.sending, self.media = terms, following, sending, media
        self.stopped = threading.Event()
        #: The reason why nothing is read here any more, which whoever waits for a task is to be told.
        self.error: LedgerError | None = None
        self._known: dict[str, FollowedTask] = {}

    def run(self) -> None:
        """Read until it is stopped."""
        try:
            while not any(map(self._is_own, self.store.running())):
                if self.stopped.wait(self.store.look):
                    return
            with self.opened() as connections, ThreadPoolExecutor(1, f"{self.name}, files") as files:
                self.store = connections.store
                fetcher = Fetcher(connections.client, connections.files, self.media, self.following.bounds)
                sender = Sender(connections.client, connections.ledger, self.sending, lambda _: 0, self._sleep)
                # A file may take its time: beside it, tasks are read on.
                self._follow(sender, lambda name, url: files.submit(fetcher.fetch, name, url))
        except LedgerError as error:
            self.error = error

    def _is_own(self, number: int) -> bool:
        return bool(number % self.own.step == self.own.start)

    def _sleep(self, seconds: float) -> None:
        self.stopped.wait(seconds)

    def _follow(self, sender: Sender, fetch: Callable[[str, str], Future[None]]) -> None:
        look = time.monotonic()
        while not self.stopped.is_set():
            if time.monotonic() >= look:
                known = {each.task.number for each in self._known.values()}
                for number in filter(self._is_own, self.store.running()):
                    if number not in known:
                        self._take_up(self.store.numbered(number), sender)
                look = time.monotonic() + self.store.look
            due = sorted(self._known.values(), key=lambda each: each.due)
            for followed in due:
                if self.stopped.is_set() or followed.due > time.monotonic():
                    break
                if self._step(followed, sender, fetch):
                    del self._known[followed.task.probe]
                    followed.note(self.store)
            soonest = min((each.due for each in self._known.values()), default=look)
            self.stopped.wait(max(min(soonest, look) - time.monotonic(), 0.001))

    def _take_up(self, task: StartedTask, sender: Sender) -> None:
        terms = self.terms(task.operation)
        if terms is None:
            return
        now, probe = time.monotonic(), terms.probe(task.probe, task.made)
        # What has just been started has hardly ended; what nobody pays for is not watched that closely.
        wait = self.following.interval * (1 if task.watched else UNWATCHED)
        due = now if sender.has_been_sent(probe) else now + max(0.0, min(wait, task.started + wait - self.store.now()))
        until = now + self.store.time_left(task, self.following.timeout)
        self._known[task.probe] = FollowedTask(task, terms, probe, due, until)

    def _step(self, followed: FollowedTask, sender: Sender, fetch: Callable[[str, str], Future[None]]) -> bool:
        """Read a task once; gives whether it need not be read again, nor its file be waited for."""
        if followed.is_read():
            followed.due = time.monotonic() + FILE
            return followed.is_done()
        kept = sender.has_been_sent(followed.probe)
        # An answer shows what was so when its request left at the earliest, and one of an earlier run not even that.
        asked = None if kept else self.store.now()
        try:
            exchange = sender.send(followed.probe)[2]
        except (NotSentError, ServerGoneError, RecordingError) as error:
            return self._unread(followed, sender, error, kept=kept)
        followed.reads += 1
        followed.take(exchange, asked, self.store)
        url = followed.result
        if url is not None:
            followed.fetching = fetch(video_id(followed.task.probe), url)
        busy = exchange.status == TOO_MANY_REQUESTS
        followed.due = time.monotonic() + (0 if kept else self.following.interval * (2 if busy else 1))
        if followed.end is not None:
            followed.after += 1
            if not followed.is_read():
                return False
            followed.due = time.monotonic()
            return followed.is_done()
        if followed.unreadable >= UNREADABLE:
            followed.give_up(f"{UNREADABLE} answers in a row show no status of it")
            return True
        if not kept and time.monotonic() >= followed.until:
            followed.end = State.UNENDED
            return True
        return False

    def _unread(self, followed: FollowedTask, sender: Sender, error: Exception, *, kept: bool) -> bool:
        """Go on after a read that was not answered; gives whether the task need not be read again."""
        if sender.ledger.ended() is not None:
            self.stopped.set()  # a resumed run goes on with it
            return False
        gone = isinstance(error, ServerGoneError)
        followed.unreadable += gone
        # One that was under way when an earlier run was killed is passed over, and made again.
        followed.reads += not gone
        followed.due = time.monotonic() + (0 if kept else self.following.interval)
        if isinstance(error, RecordingError) or followed.unreadable >= UNREADABLE:
            followed.give_up(str(error))
            return True
        return False
