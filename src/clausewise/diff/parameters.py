"""Changes of one value that travels as text: a parameter of a request, a header of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from clausewise.diff.bodies import claimed, settled
from clausewise.diff.canonical import canonical
from clausewise.diff.change import Change, Severity
from clausewise.diff.closures import differences
from clausewise.diff.inclusion import included
from clausewise.diff.inclusion_assertions import types
from clausewise.diff.judges import Judge, judge
from clausewise.diff.search import tell_apart
from clausewise.diff.site import Side, Site
from clausewise.diff.ties import classes
from clausewise.spec.wire_form import Form


@dataclass(frozen=True)
class Wire:
    """The forms in which the old spec and the new write the value, and where the new one says so."""

    old: Form
    new: Form
    pointer: str

    @property
    def differs(self) -> bool:
        """Tell whether some value may be written otherwise."""
        return replace(self.old, name="") != replace(self.new, name="")


def wire_changes(site: Site, wire: Wire) -> Iterator[Change]:
    """Every change of a value that is sent in one form and read in another."""
    before, after = (side.spec.flat(side.root) for side in site.sides)
    found = differences(site.old.spec, before, site.new.spec, after)
    if not found and not wire.differs:
        return
    old, new = (judge(side.spec, side.root) for side in site.sides)
    same_name = replace(wire.new, name=wire.old.name)  # a parameter in the path may be called otherwise
    reads_new, reads_old = _reader(wire.old, same_name, new), _reader(same_name, wire.old, old)
    changes = [_as_read(site, change, reads_old, reads_new) for change in (claimed(site) if found else ())]
    if wire.differs:
        changes.append(_of_form(site, wire))
    result = tell_apart(site, found or [(before, after)], old, new, (reads_old, reads_new))
    yield from settled(site, changes, found, result, is_harmless=not wire.differs and _is_harmless(site))


def _is_harmless(site: Site) -> bool:
    """Tell whether it is proved that each value that is sent by one side is taken by the other."""
    sent, taken = ((side.spec, side.spec.at(side.spec.flat(side.root))) for side in site.sides)
    return included(sent, taken) if site.direction == "request" else included(taken, sent)


def _reader(writes: Form, reads: Form, takes: Judge) -> Judge:
    """A judge of whether a value, written in one form and read in another, is taken."""

    def judged(value: Any) -> bool:
        pairs = writes.write(value)
        if pairs is None or not pairs:  # no form of it, or nothing on the wire: as if it were left out
            return takes(value)
        return any(takes(one) for one in reads.read(pairs))

    return judged


def _as_read(site: Site, change: Change, reads_old: Judge, reads_new: Judge) -> Change:
    """A change without what its witness does not show on the wire."""
    if change.witness is None:
        return change
    harmful, reads = (reads_new, reads_old) if site.direction == "request" else (reads_old, reads_new)
    if change.severity == "breaking" and harmful(change.witness.value):
        return replace(change, severity="compatible", claim="compatible", witness=None)
    if change.severity != "breaking" and reads(change.witness.value):
        return replace(change, server="compatible", witness=None)
    return change


def _of_form(site: Site, wire: Wire) -> Change:
    sender = site.old if site.direction == "request" else site.new
    sides = (sender,) if _is_scalar(sender) else site.sides  # the parts of an array or object make the difference
    values = [value for side in sides for value in classes(side.spec, side.root)]
    renamed = replace(wire.new, name=wire.old.name)
    alike = all(wire.old.write(value) == renamed.write(value) for value in values)
    says = f"{site.name} is written as {wire.new}, no longer as {wire.old}"
    severity: Severity = "compatible" if alike else "dangerous"
    words = says + (": its values look the same" if alike else "")
    change_id = f"{site.kind}-style-changed"
    return Change(
        change_id,
        wire.pointer,
        words,
        severity,
        "compatible",
        severity,
        (site.operation,),
        is_claimed=not alike,
    )


def _is_scalar(side: Side) -> bool:
    """Tell whether a schema takes neither arrays nor objects."""
    named = types(canonical(side.spec, side.node))
    return bool(named) and not {"array", "object"} & set(named)
