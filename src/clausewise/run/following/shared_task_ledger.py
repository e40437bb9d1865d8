"""The tasks of a run that machines share: each is read by one of them, and by another when that one is gone."""

from __future__ import annotations

import time

from clausewise.run.following.started_task import StartedTask, State
from clausewise.run.following.task_ledger import TaskLedger
from clausewise.settings.shared_ledger import LedgerPlace

_GONE = "reader NOT IN (SELECT id FROM machines)"
_OWN = f"SELECT number, reader FROM tasks WHERE state = ? AND (reader = ? OR {_GONE}) ORDER BY number"  # noqa: S608 - no values
#: Claims the tasks of machines that are gone; of two that claim at once the first has them.
_CLAIM = f"UPDATE tasks SET reader = ? WHERE state = ? AND {_GONE} AND EXISTS (SELECT 1 FROM machines WHERE id = ?)"  # noqa: S608 - no values
#: The machine whose request has started a task, and the time when it was heard of last; no row where it is gone.
_SEEN = "SELECT id, seen FROM machines WHERE id = (SELECT sender FROM intents WHERE probe = ? ORDER BY id DESC LIMIT 1)"


class SharedTaskLedger(TaskLedger):
    """The tasks of a run as one of its machines sees them: it reads those that it has started, or has claimed."""

    look = 0.5

    def __init__(self, path: LedgerPlace, machine: str) -> None:
        super().__init__(path)
        self.machine = machine

    def go_on(self) -> None:
        """Let tasks be followed again whose end has not been seen, each with all its time."""
        super().go_on()
        with self._lock:
            self.storage.note("follow resumed", repr(self.storage.now()))

    def running(self) -> list[int]:
        """The numbers of the tasks that this machine reads; those of machines that are gone it claims."""
        found = self._ask(_OWN, (State.RUNNING, self.machine))
        if any(reader != self.machine for _, reader in found):
            self._do(_CLAIM, (self.machine, State.RUNNING, self.machine))
            found = self._ask(_OWN, (State.RUNNING, self.machine))
        return [number for number, reader in found if reader == self.machine]

    def time_left(self, task: StartedTask, seconds: float) -> float:
        """The time for which a task is still to be followed, since its start or since the run goes on."""
        with self._lock:
            since = max(task.started, float(self.storage.fact("follow resumed") or 0))
            return max(0.0, since + seconds - self.storage.now())

    def was_there(self, task: StartedTask) -> bool:
        """Tell whether the machine that has started a task is there still; waits until it is heard of or gone."""
        asked = self.now()
        while row := next(iter(self._ask(_SEEN, (task.probe,))), None):
            if row[0] == self.machine or row[1] >= asked:
                return True
            time.sleep(self.storage.pause)
        return False
