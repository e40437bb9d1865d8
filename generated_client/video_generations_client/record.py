"""Reading the record of a task: where its parts stand and which words end it, as the spec says."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Location = tuple[str, ...]


@dataclass(frozen=True)
class RecordForm:
    """The form of the record of a task, from the spec (`x-task`).

    Attributes:
        status, progress, reason: Where these stand.
        reasons: Where the reason of a failure stands: the place of the contract first, then those of other servers.
        results: Where the address of the result stands: the place of the contract first, then those of other servers.
        success, failure: Words that end a task, in lower case.
        unfinished: Words of the contract that do not.
    """

    status: Location = ()
    progress: Location = ()
    reason: Location = ()
    results: tuple[Location, ...] = ()
    reasons: tuple[Location, ...] = ()
    success: frozenset[str] = frozenset()
    failure: frozenset[str] = frozenset()
    unfinished: frozenset[str] = frozenset()

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> RecordForm:
        """The form that the generation has written down."""
        status, progress, reason = (_location(described.get(name, "")) for name in ("status", "progress", "reason"))
        words = (_words(described.get(name, ())) for name in ("success", "failure", "unfinished"))
        results = tuple(map(_location, described.get("results", ())))
        reasons = (reason, *map(_location, described.get("reasons", ())))
        return cls(status, progress, reason, results, reasons, *words)

    def word(self, record: Mapping[str, Any]) -> str | None:
        """The status as the server writes it; None when there is none."""
        return text_at(record, self.status)

    def knows(self, word: str | None) -> bool:
        """Tell whether a word is one of those that the spec lists."""
        return _folded(word) in self.success | self.failure | self.unfinished

    def end(self, record: Mapping[str, Any]) -> Literal["success", "failure"] | None:
        """The end of a task; None when it goes on.

        The word says it, in any letters. Whatever the word, a task that is at 100 percent has ended when its record
        holds the result, or the reason of a failure.
        """
        word = _folded(self.word(record))
        if word in self.success:
            return "success"
        if word in self.failure:
            return "failure"
        if (self.percent(record) or 0) < 100:
            return None
        return "success" if self._result(record) else "failure" if self._reason(record) else None

    def reason_of(self, record: Mapping[str, Any]) -> str | None:
        """The reason of a failure; of a task that has not failed only what stands at the place of the contract."""
        return self._reason(record) if self.end(record) == "failure" else text_at(record, self.reason)

    def percent(self, record: Mapping[str, Any]) -> float | None:
        """The progress of a task, 0 to 100; None when the record does not say it in digits."""
        value = value_at(record, self.progress)
        if isinstance(value, str) and re.fullmatch(r"\s*\d{1,3}([.,]\d+)?\s*%?\s*", value):
            return float(value.strip().rstrip("%").replace(",", "."))
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        return float(value) if number else None

    def result(self, record: Mapping[str, Any]) -> tuple[str | None, Location]:
        """The address of the result, and where it stands."""
        if _folded(self.word(record)) in self.failure:
            return text_at(record, self.results[0] if self.results else ()), ()
        return self._result(record) or (None, ())

    def other_place(self, record: Mapping[str, Any]) -> str | None:
        """The place of the result of a success as a JSON pointer; None if it is that of the contract."""
        place = self.result(record)[1]
        return "/" + "/".join(place) if place and place != self.results[0] and self.end(record) == "success" else None

    def _reason(self, record: Mapping[str, Any]) -> str | None:
        return next((found for location in self.reasons if (found := text_at(record, location))), None)

    def _result(self, record: Mapping[str, Any]) -> tuple[str, Location] | None:
        for number, location in enumerate(self.results):
            found = text_at(record, location)
            # Elsewhere something else may stand under the same name.
            if found and (number == 0 or re.match(r"https?://\S+\Z", found)):
                return found, location
        return None


def value_at(node: Any, location: Location) -> Any:
    """The value at a location, in objects and lists; None when there is none."""
    for name in location:
        if isinstance(node, (dict, Mapping)):  # a dict is told faster by itself
            node = node.get(name)
        elif isinstance(node, list) and name.isdecimal():
            node = node[int(name)] if int(name) < len(node) else None
        else:
            return None
    return node


def text_at(node: Any, location: Location) -> str | None:
    """The text at a location; None when there is none, or an empty one."""
    value = value_at(node, location) if location else None
    return value if isinstance(value, str) and value else None


def _location(pointer: str) -> Location:
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def _words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_folded, words))


def _folded(word: str | None) -> str:
    return (word or "").strip().casefold()
