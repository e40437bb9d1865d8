"""Workers of a fleet as processes, to kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

#: The variable that holds the address of the ledger.
LEDGER = "FLEET_MOCK_LEDGER"
#: Seconds until the jobs of a killed worker are given to others.
LEASE = 3.0


class Workers:
    """Workers as processes, of which some are killed with all that they have started."""

    def __init__(self, count: int) -> None:
        self.running = [self._start() for _ in range(count)]

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "clausewise", "worker", "--ledger", f"env:{LEDGER}", "--lease", str(LEASE)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own worker

    def kill(self) -> int:
        """Kill one that has begun a check, and that check, as a machine that loses its power; gives how many died."""
        while True:
            for worker in self.running:
                children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
                if children:
                    for number in (worker.pid, *map(int, children)):
                        os.kill(number, signal.SIGKILL)
                    worker.wait()
                    self.running.remove(worker)
                    return 1 + len(children)
            time.sleep(0.05)

    def stop(self) -> list[int]:
        """Stop them; gives their exit codes."""
        for worker in self.running:
            worker.terminate()
        return [worker.wait(60) for worker in self.running]
