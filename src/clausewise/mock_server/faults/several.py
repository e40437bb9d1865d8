"""Several faults and variants at once: each must show beside the others, or they are refused."""

from __future__ import annotations

from clausewise.mock_server.faults.catalogue import Names, UnknownNameError, entries
from clausewise.mock_server.faults.entry import CREATE, Change, Fault, Sent, Variant
from clausewise.mock_server.faults.witness import alike, answers
from clausewise.mock_server.faults.witness_requests import FRESH, KEY, READ
from clausewise.mock_server.server import MockServer
from clausewise.mock_server.tasks import TasksInMemory
from clausewise.spec import Spec

#: The time at which two servers stand while they are compared, and a life that has not begun to move then.
_NOW, _PACE = 1_760_000_000.0, 60.0


class HiddenError(UnknownNameError):
    """Several faults and variants cannot be had at once; the message is one line."""


def together(spec: Spec, fault: Names = None, variant: Names = None) -> list[Change]:
    """The changes of a server that is to have all of them.

    UnknownNameError when there is none of a name. HiddenError when one does not show by its own witness in the
    company of the others, since a server that hides what it was asked for proves nothing; or when one breaks down at
    what another has made of a task, at its start or at its end; or when two mix up answers that are under way at once.
    """
    chosen = entries(fault, variant)
    every = [entry.change for entry in chosen]
    mixing = [entry.name for entry in chosen if isinstance(entry, Fault) and entry.overlapping]
    if len(mixing) > 1:
        raise HiddenError(f"{', '.join(mixing)} cannot be had at once: each mixes up what the other has mixed up")
    if len(chosen) < 2 or all(operation.url_path != CREATE for operation in spec.operations):
        return every
    for pace in (_PACE, 0.0):
        if _given(spec, every, (FRESH, READ, READ), pace) is None:
            names = ", ".join(entry.name for entry in chosen)
            raise HiddenError(f"{names} cannot be had at once: one breaks what another works on")
    for entry in chosen:
        others = [other for other in chosen if other is not entry]
        if entry.witness and not _shows(spec, entry, every, [other.change for other in others]):
            names = ", ".join(other.name for other in others)
            raise HiddenError(f"{entry.name} does not show beside {names}; give them to two servers")
    return every


def _shows(spec: Spec, entry: Fault | Variant, every: list[Change], others: list[Change]) -> bool:
    with_it = _given(spec, every, entry.witness, _PACE, keys=entry.keys)
    return with_it is not None and with_it != _given(spec, others, entry.witness, _PACE, keys=entry.keys)


def _given(
    spec: Spec, changes: list[Change], witness: tuple[Sent, ...], pace: float, *, keys: bool = False
) -> list[str] | None:
    """The answer of a server with some changes to a witness; None when one of them breaks down."""
    known, tasks = frozenset([KEY] if keys else []), TasksInMemory(lambda: _NOW)
    server = MockServer(spec, keys=known, pace=pace, tasks=tasks, changes=changes)
    try:
        return alike(answers(server, witness))
    except Exception:  # whatever one of two changes raises at what the other has made
        return None
