"""The requests of this process by the ids in their answers, to show again that a server gives an id twice."""

from __future__ import annotations

from typing import Any

from clausewise.checks.finding import Asked

#: The most requests, each of which may cost money, to show again that an id is given twice.
REPEATED = 10


class Makers:
    """The last request that was answered with each id, and the number of ids that came before."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, Asked]] = {}
        self._ids = 0

    def remember(self, asked: Asked) -> None:
        """Note what an answer has made."""
        self._known[str(asked.made)] = (self._ids, asked)
        self._ids += 1

    def again(self, made: str, keys: tuple[str, ...], earlier: str) -> tuple[dict[str, Any], tuple[Asked, ...]]:
        """The expectation which fails where the id is given twice, and the request to send before it.

        `earlier` is the probe that was first answered with the id.
        """
        if made not in self._known:
            return {"reason": f"it takes the request of {earlier} before it, which another process has sent"}, ()
        count, first = self._known[made]
        between = self._ids - count
        if between > REPEATED:
            return {"reason": f"the id came again after {between} others, which cost too much to send again"}, ()
        # A server may take its ids from the requests, or from a few that it has.
        return twice(keys, between), (first,)


def twice(keys: tuple[str, ...], times: int) -> dict[str, Any]:
    """The expectation that so many equal requests are answered with different ids."""
    return {"kind": "another id", "keys": list(keys), "times": times}
