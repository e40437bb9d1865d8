"""Several faults and variants at once: each must show beside the others, or they are refused."""

from __future__ import annotations

from clausewise.mock_server.faults.catalogue import Names, UnknownNameError, entries
from clausewise.mock_server.faults.entry import CREATE, Change, Fault, Variant
from clausewise.mock_server.faults.requests import KEY
from clausewise.mock_server.faults.witness import alike, answers
from clausewise.mock_server.server import MockServer
from clausewise.mock_server.tasks import TasksInMemory
from clausewise.spec import Spec

#: A life that does not move while two servers are compared, and the time at which they stand.
_PACE, _NOW = 60.0, 1_760_000_000.0


class HiddenError(UnknownNameError):
    """One of several faults and variants would not show beside the others; the message is one line."""


def together(spec: Spec, fault: Names = None, variant: Names = None) -> list[Change]:
    """The changes of a server that is to have all of them.

    UnknownNameError when there is none of a name. HiddenError when one does not show by its own witness in the
    company of the others: a server that hides what it was asked for proves nothing.
    """
    chosen = entries(fault, variant)
    every = [entry.change for entry in chosen]
    if len(chosen) > 1 and any(operation.url_path == CREATE for operation in spec.operations):
        for entry in chosen:
            others = [other for other in chosen if other is not entry]
            if entry.witness and not _shows(spec, entry, every, [other.change for other in others]):
                names = ", ".join(other.name for other in others)
                raise HiddenError(f"{entry.name} does not show beside {names}; give them to two servers")
    return every


def _shows(spec: Spec, entry: Fault | Variant, every: list[Change], others: list[Change]) -> bool:
    keys = frozenset([KEY] if entry.keys else [])
    try:
        with_it, without = (
            alike(answers(MockServer(spec, keys=keys, pace=_PACE, tasks=_tasks(), changes=given), entry.witness))
            for given in (every, others)
        )
    except Exception:
        return False
    return with_it != without


def _tasks() -> TasksInMemory:
    return TasksInMemory(lambda: _NOW)
