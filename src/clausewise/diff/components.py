"""The changes of a body that leads to many components: each pair of components is compared once, and by itself.

What a search has found in a component is built into a whole body of the first operation that leads to it, so that the
witness is a request or an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from clausewise.diff.barest import around
from clausewise.diff.bodies import body_changes
from clausewise.diff.change import Change
from clausewise.diff.fair import opened
from clausewise.diff.judges import judge
from clausewise.diff.scopes import Scope, leads_to_many, scope
from clausewise.diff.site import Side, Site
from clausewise.diff.spots import placed
from clausewise.diff.ties import classes
from clausewise.spec import Spec
from clausewise.spec.references import keys_of
from clausewise.spec.walking import Location

#: The most whole bodies that are made of one value, and operations in which that is tried.
BODIES, OPERATIONS = 64, 4
#: The most values of each schema on the way in which it is put: of the barest, and of others.
EACH_WAY, OTHERS = 4, 20
NOT_WHOLE = "; a value of it shows this, and no whole body that has the value was made up"
_MOST_KEPT = 8_000


@dataclass
class _Record:
    """The changes of one scope, None before it was compared, and the times that no whole body showed each of them."""

    changes: list[Change] | None = None
    failed: dict[int, int] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Way:
    """The way from a body to what is compared by itself: the scopes on it, each with the steps to the next."""

    passed: tuple[tuple[Scope, Location], ...] = ()

    @property
    def steps(self) -> Location:
        return tuple(step for _, steps in self.passed for step in steps)


def changes(site: Site) -> Iterator[Change]:
    """Every change between the two schemas of a body, at once where they lead to few components."""
    places = [side.spec.flat(side.spec.follow(side.root)[0]) for side in site.sides]
    specs = site.old.spec, site.new.spec
    if not any(leads_to_many(spec, where) for spec, where in zip(specs, places, strict=True)):
        yield from body_changes(site)
        return
    start = scope(specs[0], places[0], specs[1], places[1])
    known, waiting = {start}, [(start, _Way())]
    for one, way in waiting:
        yield from _told(site, one, way)
        for where, steps in one.below.items():
            inner = scope(specs[0], where, specs[1], where)
            if inner not in known:
                known.add(inner)
                waiting.append((inner, _Way((*way.passed, (one, steps)))))


@lru_cache(maxsize=_MOST_KEPT)
def _record(old: Spec, new: Spec, kind: str, compared: Scope) -> _Record:
    return _Record()


def _told(site: Site, one: Scope, way: _Way) -> Iterator[Change]:
    """The changes of one scope, as those of an operation that leads to it."""
    record = _record(site.old.spec, site.new.spec, site.kind, one)
    if record.changes is None:
        sides = [Side(side.spec, keys_of(at), keys_of(at)) for side, at in zip(site.sides, one.places, strict=True)]
        here = replace(site, old=sides[0], new=sides[1], above=way.steps, scope=one)
        record.changes = list(body_changes(here))
    for index, change in enumerate(record.changes):
        told = replace(change, operations=(site.operation,))
        if change.witness is None or index in record.whole:
            yield told
        elif record.failed.get(index, 0) < OPERATIONS and (body := _whole(site, way, change)) is not None:
            witness = replace(change.witness, where=site.where, value=body[0])
            record.changes[index] = replace(told, witness=witness)
            record.whole.add(index)
            yield record.changes[index]
        else:
            record.failed[index] = record.failed.get(index, 0) + 1
            is_open = change.severity == "breaking"
            yield (
                replace(told, severity="dangerous", says=change.says + NOT_WHOLE, witness=None)
                if is_open
                else replace(told, witness=None)
            )


def _whole(site: Site, way: _Way, change: Change) -> tuple[Any] | None:
    """A whole body that shows a change as its witness does in a value within, None where none was made up."""
    assert change.witness is not None  # noqa: S101 - asked for by who calls, for the type checker
    is_lost = (change.severity == "breaking") is (site.direction == "request")
    sides = (site.old, site.new) if is_lost else (site.new, site.old)
    read = opened if site.direction == "response" else lambda spec: spec
    takes, refuses = (judge(read(side.spec), side.root) for side in sides)
    index = 0 if is_lost else 1
    for body in islice(_bodies(sides[0].spec, index, way, change.witness.value), BODIES):
        if takes(body) and not refuses(body):
            return (body,)
    return None


def _bodies(spec: Spec, index: int, way: _Way, value: Any) -> Iterator[Any]:
    """The bodies of a spec in which a value stands where a way leads, and little else."""
    if not way.passed:
        yield value
        return
    *passed, (last, steps) = way.passed
    where = keys_of(last.places[index])
    for made in chain(islice(around(spec, where, steps, value), EACH_WAY), _like_others(spec, where, steps, value)):
        yield from _bodies(spec, index, _Way(tuple(passed)), made)


def _like_others(spec: Spec, where: Location, steps: Location, value: Any) -> Iterator[Any]:
    """The values of a schema with another one in its place: rules may tie it to more than what is demanded."""
    for base in classes(spec, where)[:OTHERS]:
        yield from islice(placed(base, steps, value), 1)
