"""The search for bodies that tell two schemas apart, wherever they differ: right in one spec, wrong in the other."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from clausewise.diff.fair import fair, listed
from clausewise.diff.judges import Judge
from clausewise.diff.site import Side, Site
from clausewise.diff.spots import MOST, Spot, placed, spots
from clausewise.diff.ties import classes
from clausewise.schema.breaking import anything, breaking
from clausewise.schema.containers import key_of
from clausewise.schema.sizes import LARGEST, size
from clausewise.schema.value_classes import ANYTHING
from clausewise.spec import Spec
from clausewise.spec.walking import Location, are_nested

NOTHING = object()
#: The most bodies that are tried for one pair of schemas, values at one spot, and bodies that hold them.
BODIES, VALUES, BASES = 10_000, 300, 4
#: The number of names that are tried in every combination.
NAMES = 5


@dataclass(frozen=True)
class SearchResult:
    """The first body that only the old spec takes, the first that only the new one takes, and how many were tried.

    `cut`: more bodies or more places were left that nobody has tried.
    """

    lost: Any = NOTHING
    won: Any = NOTHING
    tried: int = 0
    cut: bool = False


def tell_apart(
    site: Site,
    differences: list[tuple[str, str]],
    old: Judge,
    new: Judge,
    reading: tuple[Judge, Judge] | None = None,
    impossible: tuple[bool, bool] = (False, False),
) -> SearchResult:
    """Search for bodies that one of two judges takes and the other refuses, and that are fair.

    `reading` are the old and the new judge of what comes from the other side, where that is not as it was sent.
    `impossible`: it is proved that no body is taken by the old judge alone, by the new one alone.
    """
    reads_old, reads_new = reading or (old, new)
    lost = won = NOTHING
    tried = 0
    cut = any(len(spots(side.spec, side.root, site.apart)) >= MOST for side in site.sides)
    before, after = listed(site.old), listed(site.new)
    seen: set[int] = set()  # the hashes: ten thousand bodies of a large schema take a gigabyte
    for count, body in enumerate(_bodies(site, differences)):
        if count == BODIES:
            cut = True
            break
        if size(body) > LARGEST or (key := hash(key_of(body))) in seen:
            continue
        seen.add(key)
        right, also_right = old(body), new(body)
        tried += right or also_right
        if right and lost is NOTHING and not reads_new(body):
            one = fair(body, before, after)
            lost = one if old(one) and not reads_new(one) else NOTHING
        if also_right and won is NOTHING and not reads_old(body):
            one = fair(body, after, before)
            won = one if new(one) and not reads_old(one) else NOTHING
        if tried and (impossible[0] or lost is not NOTHING) and (impossible[1] or won is not NOTHING):
            break
    return SearchResult(lost, won, tried, cut)


def _bodies(site: Site, differences: list[tuple[str, str]]) -> Iterator[Any]:
    sides = (site.old, site.new)
    bases = [value for side in sides for value in classes(side.spec, side.root)]
    yield from bases
    yield from ANYTHING.values()
    telling = [_telling(side, {pair[index] for pair in differences}, site.apart) for index, side in enumerate(sides)]
    steps = list(dict.fromkeys(spot.steps for found in telling for spot in found))
    few = [*_few(site.old), *_few(site.new)]
    for one in sorted(steps, key=len, reverse=True):
        both = zip(sides, telling, strict=True)
        places = [(side.spec, spot.location) for side, found in both for spot in found if spot.steps == one]
        for value in _values(places):
            for base in few or [None]:
                yield from placed(base, one, value)
    for side in sides:
        for base in bases[:BASES]:
            yield from (value for _, value in islice(breaking(side.spec, side.root, base), VALUES * 4))


def _few(side: Side) -> list[Any]:
    """Bodies that others are made of: the barest, the fullest, and the last."""
    values = classes(side.spec, side.root)
    chosen = [*values[: BASES - 1], *values[-1:]]
    largest = sorted(values, key=size)[-1:]
    return [*chosen, *largest]


def _telling(side: Side, places: set[str], apart: Container[str]) -> list[Spot]:
    """The spots of a side that stand on the way to a difference or within it."""
    found = []
    for spot in spots(side.spec, side.root, apart):
        where = side.spec.flat(spot.location)
        if any(are_nested(where, place) for place in places):
            found.append(spot)
    return found


def _values(places: list[tuple[Spec, Location]]) -> Iterator[Any]:
    """Values worth trying at a spot: those that the schemas there take, and those that break them."""
    known: dict[str, Any] = {}
    for spec, where in places:
        for value in classes(spec, where):
            known.setdefault(key_of(value), value)
    yield from list(known.values())[:VALUES]
    names = {name for spec, where in places for name in _tied(spec.follow(where)[1])}
    for fields in _with_each_of(names):
        yield fields
        yield from ({**value, **fields} for value in list(known.values())[:BASES] if isinstance(value, dict))
    for spec, where in places:
        for value in list(known.values())[:6]:
            yield from (broken for _, broken in islice(breaking(spec, where, value), VALUES))
        yield from (value for _, value in anything(spec, where))


def _tied(node: Any) -> Iterator[str]:
    """The names whose presence a schema asks for, or asks something for."""
    if isinstance(node, dict):
        yield from node.get("required", ())
        yield from node.get("dependentSchemas", ())
        for name, names in node.get("dependentRequired", {}).items():
            yield from (name, *names)


def _with_each_of(names: set[str]) -> Iterator[Any]:
    """The objects with some of the names, each of them once."""
    few = sorted(names)[:NAMES]
    for size_of_it in range(len(few) + 1):
        yield from (dict.fromkeys(chosen, 1) for chosen in combinations(few, size_of_it))
