"""The tasks of a run, in the file of its ledger: what was started, how it goes, and who was told of its end."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import Counter
from functools import cached_property
from typing import Any

from clausewise.budget.opening import opened
from clausewise.run.following.started_task import StartedTask, State
from clausewise.settings.shared_ledger import LedgerPlace

#: Characters of a token.
TOKEN = 32

_TABLES = (
    """
CREATE TABLE IF NOT EXISTS tasks (
    number {number},
    probe TEXT NOT NULL UNIQUE,
    operation TEXT NOT NULL,
    made TEXT NOT NULL,
    request {bytes} NOT NULL,
    basis TEXT NOT NULL,
    watched BOOLEAN NOT NULL,
    started DOUBLE PRECISION NOT NULL,
    state TEXT NOT NULL DEFAULT 'running',
    reads INTEGER NOT NULL DEFAULT 0,
    seconds DOUBLE PRECISION,
    unended DOUBLE PRECISION,
    reason TEXT,
    -- The machine that reads it, where there are many.
    reader TEXT NOT NULL DEFAULT ''
)
    """,
    """
CREATE TABLE IF NOT EXISTS calls (
    number {number},
    token TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    call TEXT NOT NULL
)
    """,
    # Those that run are asked for many times a second, and what was asked for may be long.
    "CREATE INDEX IF NOT EXISTS tasks_by_state ON tasks (state)",
)
_COLUMNS = "number, probe, operation, made, request, basis, watched, started, state, reads, seconds, unended, reason"


class TaskLedger:
    """The tasks of a run, shared by its processes and threads. Every method raises LedgerError as a ledger does."""

    #: The longest pause between two looks for new tasks, in seconds.
    look = 0.05
    #: The machine that reads what is noted here; empty where there is one only.
    machine = ""

    def __init__(self, path: LedgerPlace) -> None:
        self._lock = threading.Lock()
        self.storage = opened(path, *_TABLES)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self.storage.close()

    def now(self) -> float:
        """The time by the one clock of the run, in seconds since 1970."""
        with self._lock:
            return self.storage.now()

    def add(self, task: StartedTask) -> None:
        """Note a task that was started; one that is known is left as it is."""
        self._do(
            "INSERT INTO tasks (probe, operation, made, request, basis, watched, started, reader) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (task.probe, task.operation, task.made, task.request, task.basis, task.watched, task.started, self.machine),
        )

    def go_on(self) -> None:
        """Let those tasks be followed again whose end has not been seen."""
        self._do("UPDATE tasks SET state = ? WHERE state IN (?, ?)", (State.RUNNING, State.UNENDED, State.LOST))

    def note_end(self, task: StartedTask, state: State, reads: int, *, seconds: float | None, unended: float | None,
              reason: str | None = None) -> None:  # fmt: skip
        """Note how the following of a task has ended; in vain where another machine reads it by now."""
        self._do(
            "UPDATE tasks SET state = ?, reads = ?, seconds = ?, unended = ?, reason = ? "
            "WHERE probe = ? AND reader = ?",
            (state, reads, seconds, unended, reason, task.probe, self.machine),
        )

    def time_left(self, task: StartedTask, seconds: float) -> float:
        """The time for which a task is still to be followed, of so many seconds."""
        return seconds

    def was_there(self, task: StartedTask) -> bool:
        """Tell whether the receiver of calls has been there ever since a task was started."""
        return task.started >= float(self.fact("since") or 0)

    def tasks(self) -> list[StartedTask]:
        """Every task, in the order in which they were started."""
        return self._tasks("number > ?", (0,))

    def running(self) -> list[int]:
        """The numbers of the tasks that are to be read here, whose end has not been seen."""
        return [row[0] for row in self._ask("SELECT number FROM tasks WHERE state = ? ORDER BY 1", (State.RUNNING,))]

    def numbered(self, number: int) -> StartedTask:
        """The task of a number."""
        return self._tasks("number = ?", (number,))[0]

    def started_by(self, *probes: str) -> list[StartedTask]:
        """The tasks that some probes have started."""
        return self._tasks(f"probe IN ({', '.join('?' * len(probes))})", probes)

    def counts(self) -> Counter[str]:
        """The number of tasks there are of each state."""
        return Counter(dict(self._ask("SELECT state, COUNT(*) FROM tasks GROUP BY state")))

    def call(self, token: str, at: float, call: str) -> None:
        """Note a call that told of an end."""
        self._do("INSERT INTO calls (token, at, call) VALUES (?, ?, ?)", (token, at, call))

    def calls(self, token: str) -> list[tuple[float, str]]:
        """The calls with a token, each with its time, in the order in which they came."""
        return [
            (at, call) for at, call in self._ask("SELECT at, call FROM calls WHERE token = ? ORDER BY number", (token,))
        ]

    def kept(self, probe: str) -> str | None:
        """The last answer that the ledger has kept under the name of a probe."""
        query = "SELECT answer FROM intents WHERE probe = ? AND answer IS NOT NULL ORDER BY id DESC LIMIT 1"
        return next((str(row[0]) for row in self._ask(query, (probe,))), None)

    @cached_property
    def secret(self) -> str:
        """The secret of the run from which the addresses of its receivers come."""
        with self._lock:
            self.storage.note_first("follow token", secrets.token_hex(16))
            return self.storage.fact("follow token") or ""

    def token(self, probe: str) -> str:
        """The last part of the address that a probe names for its calls; nobody guesses that of another one."""
        return hashlib.sha256(f"{self.secret} {probe}".encode()).hexdigest()[:TOKEN]

    def fact(self, name: str) -> str | None:
        """The note about this receiver under a name; None when there is none."""
        with self._lock:
            return self.storage.fact(f"follow {self.machine}{name}")

    def note(self, name: str, value: str) -> None:
        """Note something about this receiver under a name, in the place of what was noted before."""
        with self._lock:
            self.storage.note(f"follow {self.machine}{name}", value)

    def _tasks(self, which: str, values: tuple[object, ...]) -> list[StartedTask]:
        rows = self._ask(f"SELECT {_COLUMNS} FROM tasks WHERE {which} ORDER BY number", values)  # noqa: S608 - constants
        return [StartedTask(*[*row[:6], bool(row[6]), row[7], State(row[8]), *row[9:]]) for row in rows]

    def _ask(self, query: str, values: tuple[object, ...] = ()) -> list[Any]:
        with self._lock:
            return self.storage.rows(query, values)

    def _do(self, query: str, values: tuple[object, ...]) -> None:
        with self._lock:
            self.storage.execute(query, values)
