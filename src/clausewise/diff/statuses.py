"""The answers of the new spec with those by which the old spec governs the same statuses.

OpenAPI 3.1, "Responses Object": a status itself goes before its range, a range before `default`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clausewise.spec.operations import ResponseSpec

Pair = tuple[ResponseSpec, ResponseSpec]


@dataclass(frozen=True)
class Statuses:
    """Pairs of answers, old and new, that may be to the same request; those gone and those that came.

    A range that is gone is also in pairs with the statuses that are left of it.
    """

    pairs: tuple[Pair, ...]
    gone: tuple[ResponseSpec, ...]
    come: tuple[ResponseSpec, ...]

    @classmethod
    def of(cls, old: Sequence[ResponseSpec], new: Sequence[ResponseSpec]) -> Statuses:
        """Pair the answers of one operation."""
        known = {_key(one): one for one in old}
        pairs = [(known[_key(other)], other) for other in new if _key(other) in known]
        met = {_key(other) for _, other in pairs}
        told = [(one, other) for other in new if _key(other) not in met and (one := _governing(other, old)) is not None]
        moved = [(one, other) for one in old if _key(one) not in met and (other := _governing(one, new)) is not None]
        gone = [one for one in old if _key(one) not in met and all(one is not before for before, _ in moved)]
        come = [other for other in new if _key(other) not in met and all(other is not after for _, after in told)]
        whole = {(id(one), id(other)): (one, other) for one, other in (*pairs, *told, *moved)}
        return cls(tuple(whole.values()), tuple(gone), tuple(come))


def named(one: ResponseSpec, other: ResponseSpec) -> str:
    """The status that a pair is about: the narrower of the two."""
    return min((other.status, one.status), key=lambda status: (status.lower() == "default", "X" in status.upper()))


def _governing(one: ResponseSpec, listed: Sequence[ResponseSpec]) -> ResponseSpec | None:
    """The range or the default that is listed for the status of an answer which is not listed itself.

    A success is by default only where no success is listed: beside one, `default` is what is refused.
    """
    status = _key(one)
    holders = [other for other in listed if _key(other) == f"{status[0]}XX" and status[1:] != "XX"]
    if not one.accepts or not any(other.accepts for other in listed):
        holders += [other for other in listed if _key(other) == "DEFAULT" and status != "DEFAULT"]
    return holders[0] if holders else None


def _key(response: ResponseSpec) -> str:
    return response.status.upper()
