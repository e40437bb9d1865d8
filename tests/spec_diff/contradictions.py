"""Whatever a comparison says of a change, and values contradict."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.diff import Change as Found
from clausewise.diff import changes
from clausewise.diff.change import SEVERITIES
from clausewise.spec import Spec
from tests.spec_diff import corpus
from tests.spec_diff.oracle import takers, verdict

#: Places of which narrower and wider are not proved: there, a change that harms no value may be called dangerous.
UNPROVED = ("in if,", "in propertyNames,", "pattern", "anyOf to oneOf", "if and then", "else", "moved")


def found(change: corpus.Change) -> list[Found]:
    return changes(Spec.of(change.document(change.old)), Spec.of(change.document(change.new)))


def mistakes(change: corpus.Change) -> Iterator[str]:
    """Whatever was said of a change that values contradict."""
    told, tried = found(change), verdict(change)
    harm, gain = (tried.lost, tried.won) if change.direction == "request" else (tried.won, tried.lost)
    for one in told:
        if one.witness is not None:
            harmful = (one.severity == "breaking") is (change.direction == "request")
            if takers(change, one.witness.value) != ((True, False) if harmful else (False, True)):
                yield f"{change.name}: the witness {one.witness.value!r} of {one.id} is untrue"
    worst = min((one.severity for one in told), key=SEVERITIES.index, default="documentation")
    server = min((one.server for one in told), key=SEVERITIES.index, default="documentation")
    if harm and worst != "breaking":
        yield f"{change.name}: called {worst}, though {harm[0]!r} tells"
    if not harm and worst == "breaking" and not any(one.witness for one in told if one.severity == "breaking"):
        yield f"{change.name}: called breaking, and no value shows it"
    if not harm and worst == "dangerous" and not any(part in change.name for part in UNPROVED):
        yield f"{change.name}: called dangerous, and no value shows it"
    if gain and server not in ("breaking", "dangerous"):
        yield f"{change.name}: harmless for servers, though {gain[0]!r} tells"
