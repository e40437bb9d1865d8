"""Reading tasks until they end, in threads of their own, while the rest of the run goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.checks.records import record_in, result_in, seconds_of
from clausewise.http.download import Bounds
from clausewise.http.exchange import Exchange
from clausewise.media.inspector import MediaInspector
from clausewise.probes.followed import video_id
from clausewise.probes.probe import Probe
from clausewise.recording import RecordingError
from clausewise.run.following.fetching import Fetcher
from clausewise.run.following.store import State, Task, TaskStore
from clausewise.run.following.terms import Terms
from clausewise.run.sender import TOO_MANY_REQUESTS, Manners, NotSentError, Sender, ServerGoneError
from clausewise.run.server_under_test import Client
from clausewise.settings.shared_ledger import Place

#: So many threads read: a server that is slow to answer for one task keeps few others waiting.
THREADS = 4
#: How often the record of an ended task is read again, to see that it stays as it is.
AFTERWARDS = 2
#: So many intervals pass before the first read of a task whose result is not fetched.
UNWATCHED = 4
#: So many reads in a row that show no status end the following of a task.
UNREADABLE = 3
#: How often a thread looks for new tasks at least, in seconds.
LOOK = 0.05


@dataclass(frozen=True)
class Following:
    """The manner in which tasks are followed: for `timeout` seconds each, read every `interval` seconds."""

    timeout: float = 1800.0
    interval: float = 30.0
    bounds: Bounds | None = None


#: Begins to fetch an address, and keeps what comes of it under a name.
Fetch = Callable[[str, str], "Future[None]"]


@dataclass
class _Followed:
    """A task as a thread sees it. `due` and `until` are in seconds of time.monotonic()."""

    task: Task
    terms: Terms
    probe: Probe
    due: float
    until: float
    reads: int = 0
    unreadable: int = 0
    after: int = 0
    fetching: Future[None] | None = None
    end: State | None = None
    seconds: float | None = None
    unended: float | None = None
    last: Any = None
    error: str | None = None


class Reader(threading.Thread):
    """One thread, whose `own` tasks are every `step`th from `start` on."""

    def __init__(
        self,
        own: slice,
        opened: Callable[[], tuple[Client, Ledger]],
        path: Place,
        terms: Callable[[str], Terms | None],
        following: Following,
        manners: Manners,
        media: MediaInspector,
    ) -> None:
        super().__init__(name=f"reader {own.start}", daemon=True)
        self.own = own
        self.opened, self.path = opened, path
        self.terms, self.following, self.manners, self.media = terms, following, manners, media
        self.stopped = threading.Event()
        self._known: dict[str, _Followed] = {}

    def run(self) -> None:
        """Read until it is stopped."""
        with ExitStack() as resources, suppress(LedgerError):  # which every other request of the run meets too
            store = TaskStore(self.path)
            resources.callback(store.close)
            while not self.stopped.wait(LOOK):  # no connection before there is a task
                if any(map(self._is_own, store.running())):
                    break
            if self.stopped.is_set():
                return
            client, ledger = self.opened()
            resources.callback(client.close)
            resources.callback(ledger.close)
            sender = Sender(client, ledger, self.manners, lambda _: 0, self._sleep)
            # A file may take its time: beside it, tasks are read on.
            own = Ledger(self.path, keeps_answers=True)
            resources.callback(own.close)
            fetching = resources.enter_context(ThreadPoolExecutor(1, thread_name_prefix=f"{self.name}, files"))
            fetcher = Fetcher(client, own, self.media, self.following.bounds)
            self._follow(store, sender, lambda name, url: fetching.submit(fetcher.fetch, name, url))

    def _is_own(self, number: int) -> bool:
        return bool(number % self.own.step == self.own.start)

    def _sleep(self, seconds: float) -> None:
        self.stopped.wait(seconds)

    def _follow(self, store: TaskStore, sender: Sender, fetch: Fetch) -> None:
        look = time.monotonic()
        while not self.stopped.is_set():
            if time.monotonic() >= look:
                known = {each.task.number for each in self._known.values()}
                for number in filter(self._is_own, store.running()):
                    if number not in known:
                        self._take_up(store.numbered(number), sender)
                look = time.monotonic() + LOOK
            due = sorted(self._known.values(), key=lambda each: each.due)
            for followed in due:
                if self.stopped.is_set() or followed.due > time.monotonic():
                    break
                if self._step(followed, sender, fetch):
                    del self._known[followed.task.probe]
                    store.ended(
                        followed.task,
                        followed.end or State.LOST,
                        followed.reads,
                        seconds=followed.seconds,
                        unended=followed.unended,
                        reason=followed.error,
                    )
            soonest = min((each.due for each in self._known.values()), default=look)
            self.stopped.wait(max(min(soonest, look) - time.monotonic(), 0.001))

    def _take_up(self, task: Task, sender: Sender) -> None:
        terms = self.terms(task.operation)
        if terms is None:
            return
        now, probe = time.monotonic(), terms.probe(task.probe, task.made)
        # What has just been started has hardly ended; what nobody pays for is not watched that closely.
        wait = self.following.interval * (1 if task.watched else UNWATCHED)
        due = now if sender.has_been_sent(probe) else now + max(0.0, min(wait, task.started + wait - time.time()))
        self._known[task.probe] = _Followed(task, terms, probe, due, now + self.following.timeout)

    def _step(self, followed: _Followed, sender: Sender, fetch: Fetch) -> bool:
        """Read a task once; gives whether it need not be read again, nor its file be waited for."""
        if followed.after > self._afterwards(followed):
            followed.due = time.monotonic() + LOOK
            return followed.fetching is None or followed.fetching.done()
        kept = sender.has_been_sent(followed.probe)
        followed.reads += 1
        # An answer shows what was so when its request left at the earliest, and one of an earlier run not even that.
        asked = None if kept else time.time()
        try:
            exchange = sender.send(followed.probe)[2]
        except (NotSentError, ServerGoneError, RecordingError) as error:
            if sender.ledger.ended() is not None:
                self.stopped.set()  # a resumed run goes on with it
                return False
            if isinstance(error, RecordingError):
                return self._lost(followed, str(error))
            # One that was under way when an earlier run was killed is passed over, and made again.
            followed.unreadable += isinstance(error, ServerGoneError)
            followed.due = time.monotonic() + (0 if kept else self.following.interval)
            return self._lost(followed, str(error)) if followed.unreadable >= UNREADABLE else False
        self._see(followed, exchange, asked)
        if followed.end is State.SUCCEEDED and followed.task.watched and followed.fetching is None:
            url = result_in(followed.terms.reading, followed.last)
            if url is not None:
                followed.fetching = fetch(video_id(followed.task.probe), url)
        busy = exchange.status == TOO_MANY_REQUESTS
        followed.due = time.monotonic() + (0 if kept else self.following.interval * (2 if busy else 1))
        if followed.end is not None:
            followed.after += 1
            if followed.after <= self._afterwards(followed):
                return False
            followed.due = time.monotonic()
            return followed.fetching is None or followed.fetching.done()
        if followed.unreadable >= UNREADABLE:
            return self._lost(followed, f"{UNREADABLE} answers in a row show no status of it")
        if not kept and time.monotonic() >= followed.until:
            followed.end = State.UNENDED
            return True
        return False

    def _afterwards(self, followed: _Followed) -> int:
        """The number of reads of a task after its end: what cost money more often than what was made up."""
        return AFTERWARDS if followed.task.watched else 1

    def _see(self, followed: _Followed, exchange: Exchange, asked: float | None) -> None:
        if exchange.status == TOO_MANY_REQUESTS:
            return
        reading = followed.terms.reading
        record = record_in(reading, exchange.json) if exchange.accepted and exchange.has_json else None
        if record is None:
            followed.unreadable += 1
            return
        followed.unreadable, followed.last = 0, record
        ended = reading.ended(record)
        if ended is None:
            followed.unended = asked or followed.unended
        elif followed.end is None:
            followed.end = State.SUCCEEDED if ended else State.FAILED
            own = seconds_of(reading, record)
            # Times in whole seconds say nothing of a task that takes less.
            followed.seconds = own or time.time() - followed.task.started

    def _lost(self, followed: _Followed, reason: str) -> bool:
        if followed.end is None:
            followed.end = State.LOST
            followed.error = reason
        return True
