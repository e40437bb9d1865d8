"""The process that sends a request, and whether it still runs: only then can its request be under way."""

from __future__ import annotations

import os
import socket
from functools import lru_cache
from pathlib import Path

from ..processes import this_process


def this_owner() -> str:
    """Host, start of the system, namespace, id and start of this process."""
    return _owner(this_process())


@lru_cache(maxsize=1)
def _owner(process: tuple[int, int]) -> str:
    return " ".join((_machine(), str(process[0]), _start(process[0]) or "?"))


def has_gone(owner: str) -> bool:
    """Tell whether that process certainly runs no more. False where this cannot be known, as of another machine.

    Nothing is sent on the strength of it: of a process that has gone the outcome is unknown.
    """
    machine, pid, start = owner.rsplit(" ", 2)
    if machine.split(" ")[0] != _machine().split(" ")[0]:
        return False
    if machine != _machine():
        # Started anew since then; or a container beside this one, whose processes are not seen from here.
        return machine.split(" ")[1] != _machine().split(" ")[1]
    now = _start(int(pid))
    if now is None:
        return _is_dead(int(pid))
    return now == "ended" or (start != "?" and now != start)


@lru_cache(maxsize=1)
def _machine() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        namespace = str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        boot = namespace = "?"
    try:
        installed = Path("/etc/machine-id").read_text("ascii").strip()
    except OSError:
        installed = ""
    host = f"{socket.gethostname()}/{installed}".replace(" ", "-")
    return f"{host} {boot} {namespace}"


def _start(pid: int) -> str | None:
    """The start of a process, "ended" for one whose parent has not looked after it; None where /proc is not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return "ended" if Path("/proc/self/stat").exists() else None
    return "ended" if fields[0] in "ZX" else fields[19]


def _is_dead(pid: int) -> bool:
    if os.name != "posix":
        return False  # to ask for a process of Windows by os.kill would end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
