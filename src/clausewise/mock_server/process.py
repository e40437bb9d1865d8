"""One process of a mock server as a command starts it: alone, or one of several that share a store."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults import faults, variants
from clausewise.mock_server.faults.several import together
from clausewise.mock_server.hooks.delivering import KEPT as HOOKS_KEPT
from clausewise.mock_server.hooks.delivering import Hooks
from clausewise.mock_server.seen import KEPT as REQUESTS_KEPT
from clausewise.mock_server.server import MockServer
from clausewise.mock_server.store import StoreError, TaskStore
from clausewise.mock_server.switching import Switching
from clausewise.spec import Spec

#: Seconds between two times that several processes tell each other what they have seen and switched.
EVERY = 0.25
_SWITCHED, _SEEN, _HOOKS = "switched", "requests", "hooks"


@dataclass(frozen=True)
class Settings:
    """The settings of a mock server. `pace` is in seconds; `store` is its file of tasks, None for memory.

    `shared` says that several processes serve together: then there is a store.
    """

    spec: Path
    keys: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    pace: float = 1.0
    allow_notify: frozenset[str] = frozenset()
    store: Path | None = None
    shared: bool = False

    def server(self) -> MockServer:
        """The server. SpecError, UnknownNameError and StoreError for what cannot be served."""
        spec = Spec.load(self.spec)
        given: dict[str, Any] = {"keys": self.keys, "pace": self.pace, "hooks": Hooks(self.allow_notify, say)}
        store = None if self.store is None else TaskStore(self.store)
        switching = Switching(
            {fault.name: fault.says for fault in faults().values()},
            {variant.name: variant.says for variant in variants().values()},
            lambda wanted, others: together(spec, wanted, others),
        )
        server: MockServer
        if self.shared and store is not None:
            server = SharingServer(spec, store=store, switching=switching, **given)
        else:
            server = MockServer(spec, tasks=store, switching=switching, **given)
        switching.switch(list(self.faults), list(self.variants), server.change)
        return server


class SharingServer(MockServer):
    """A server that tells the others of its store what it has seen, and switches when one of them is told to."""

    def __init__(self, spec: Spec, *, store: TaskStore, **given: Any) -> None:
        super().__init__(spec, tasks=store, **given)
        self.store = store
        self._watch: asyncio.Task[None] | None = None
        self.facts = replace(self.facts, requests=lambda: self._all(_SEEN), hooks=lambda: self._all(_HOOKS))
        self.build_pages()

    def switched(self, request: Request) -> Answer:
        """The answer to a request that may switch; the other processes follow in a moment."""
        answer = super().switched(request)
        if request.method != "GET" and answer.accepts:
            self.store.share(_SWITCHED, self.switching.now)
        return answer

    async def begin(self) -> None:
        """Begin to watch the others."""
        await super().begin()
        self._watch = asyncio.create_task(self._exchange())

    async def end(self) -> None:
        """Tell the others the last, and stop."""
        if self._watch is not None:
            self._watch.cancel()
        self._tell()
        await super().end()

    async def _exchange(self) -> None:
        parent = multiprocessing.parent_process()
        while True:
            if parent is not None and not parent.is_alive():  # killed, so that nobody ends this process
                say("the first process has gone: this one stops too")
                signal.raise_signal(signal.SIGTERM)
                return
            try:
                self._tell()
                wanted = self.store.shared(_SWITCHED)
            except StoreError as error:
                say(str(error))
                wanted = None
            if wanted is not None and wanted != self.switching.now:
                self.switching.switch(wanted["faults"], wanted["variants"], self.change)
            await asyncio.sleep(EVERY)

    def _tell(self) -> None:
        if seen := self.seen.drain():
            self.store.log(_SEEN, seen, REQUESTS_KEPT)
        if called := list(self.hooks.log):
            self.hooks.log.clear()
            self.store.log(_HOOKS, called, HOOKS_KEPT)

    def _all(self, kind: str) -> list[Any]:
        self._tell()
        return self.store.logged(kind)


def forget_shared(path: Path) -> None:
    """Forget what the processes of an earlier start have shared; StoreError when the file cannot be used."""
    store = TaskStore(path)
    store.forget_shared()
    store.close()


def say(line: str) -> None:
    """Print a line of the log, which may hold what a request has sent, without control characters."""
    sys.stderr.write("".join(c if c.isprintable() else "\ufffd" for c in line) + "\n")
    sys.stderr.flush()
