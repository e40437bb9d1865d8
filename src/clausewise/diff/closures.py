"""The parts of a schema, behind its references too, and where two of them differ."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from clausewise.diff.claim import bare
from clausewise.spec import Spec
from clausewise.spec.references import pointer_of
from clausewise.spec.walking import pointer, references


@cache
def closure(spec: Spec, start: str) -> dict[str, Any]:
    """The schema at a pointer and every schema that its references reach, by pointer, without words."""
    found: dict[str, Any] = {}
    waiting = [start]
    while waiting:
        where = waiting.pop()
        if where not in found:
            found[where] = _bare_at(spec, where)
            waiting += [pointer_of(reference) for _, reference in references(found[where], "schema")]
    return found


@cache
def _bare_at(spec: Spec, where: str) -> Any:
    return bare(spec.at(where))


def differences(
    old: Spec, before: str, new: Spec, after: str, own: tuple[frozenset[str], frozenset[str]] | None = None
) -> list[tuple[str, str]]:
    """Pairs of pointers, old and new, at which two schemas say other things; none where both say the same.

    `own`: the schemas of each side that are compared here, all that they lead to where none are named.
    """
    if own is None:
        one, other = closure(old, before), closure(new, after)
    else:
        one, other = (
            {where: _bare_at(spec, where) for where in sorted(each)} for spec, each in zip((old, new), own, strict=True)
        )
    found = list(_different(one[before], other[after], before, after))
    known = {(before, after)}
    for where, node in other.items():
        if where in one and (where, where) not in known:
            found += _different(one[where], node, where, where)
    shared = one.keys() & other.keys()
    alone = sorted((one.keys() | other.keys()) - shared - {before, after})
    if not found:  # a component of another name may say another thing
        found += [(where, where) for where in alone]
    return list(dict.fromkeys(found))


def _different(one: Any, other: Any, before: str, after: str) -> Iterator[tuple[str, str]]:
    """The deepest places at which two trees differ."""
    if type(one) is type(other) and isinstance(one, dict):
        for key in dict.fromkeys((*one, *other)):
            places = before + pointer(key), after + pointer(key)
            if key in one and key in other:
                yield from _different(one[key], other[key], *places)
            else:
                yield places
    elif type(one) is type(other) and isinstance(one, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _different(left, right, before + pointer(index), after + pointer(index))
    elif one != other or isinstance(one, bool) is not isinstance(other, bool):
        yield before, after
