"""Checks of the records of one task over time: each fits together, none goes back, and the end stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from clausewise.checks.breach import AspectBroken
from clausewise.spec.operations import placed, value_at
from clausewise.spec.tasks import Keys, TaskRecord

#: The aspects that these checks are about, in the words of `keywords`.
FORWARD, FITS, FINAL = "forward", "fits", "final"
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.[0-9]+)?%?", re.ASCII)


def record_in(reading: TaskRecord, value: Any, depth: int = 2) -> Any:
    """The record in an answer, at its top or inside an envelope: what has a status; None when there is none."""
    if not isinstance(value, dict) or depth < 0:
        return None
    if isinstance(value_at(value, reading.status), str):
        return value
    inner = (record_in(reading, child, depth - 1) for child in value.values())
    return next((record for record in inner if record is not None), None)


def result_in(reading: TaskRecord, record: Any) -> str | None:
    """The address of the result in a record: at the place of this contract, else at one of other servers."""
    for keys in reading.results:
        value = value_at(record, keys)
        if isinstance(value, str) and value and (keys == reading.result or value.lower().startswith("http")):
            return value
    return None


def life_broken(reading: TaskRecord, life: Sequence[str], records: Sequence[Any]) -> Iterator[AspectBroken]:
    """Yield the broken aspects of the records of one task, in the order in which they were read.

    `life` are the words of its status in their order, as the spec shows them; a word that is not among them may stand
    anywhere before the end.
    """
    for before, after in pairwise(records):
        yield from _gone_back(reading, life, before, after)
    for record in records:
        yield from _unfit(reading, record)
    ended = [record for record in records if reading.outcome(record) is not None]
    for before, after in pairwise(ended):
        if _lasting(reading, before) != _lasting(reading, after):
            names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
            yield AspectBroken(FINAL, f"{', '.join(names)} changed after the end", "the same record from its end on")


def _gone_back(reading: TaskRecord, life: Sequence[str], before: Any, after: Any) -> Iterator[AspectBroken]:
    words = [str(value_at(record, reading.status)) for record in (before, after)]
    first, second = (reading.outcome(record) for record in (before, after))
    places = [life.index(word) if word in life else None for word in words]
    if (first is not None and second != first) or (None not in places and places[0] > places[1]):  # type: ignore[operator]  # neither is None
        yield AspectBroken(FORWARD, f"status {words[0]}, and {words[1]} after it", "the same stage or a later one")
    far = [_percent(value_at(record, reading.progress)) for record in (before, after)]
    if far[0] is not None and far[1] is not None and far[0] > far[1]:
        yield AspectBroken(FORWARD, f"progress {far[0]}, and {far[1]} after it", "progress that never falls")
    for keys in (reading.submitted, reading.started, reading.finished):
        was, now = (_time(value_at(record, keys)) for record in (before, after))
        if was is not None and was != now:
            yield AspectBroken(FORWARD, f"{'.'.join(keys)} {was:g}, and {now or 0:g} after it", "a time that stays")


def _unfit(reading: TaskRecord, record: Any) -> Iterator[AspectBroken]:
    known = (reading.submitted, reading.started, reading.finished)
    times = [(".".join(keys), time) for keys in known if (time := _time(value_at(record, keys))) is not None]
    for (name, early), (other, late) in pairwise(times):
        if early > late:
            yield AspectBroken(FITS, f"{name} {early:g} is after {other} {late:g}", "times in their order")
    outcome = reading.outcome(record)
    finished = value_at(record, reading.finished) if reading.finished else None
    if finished is not None and (_time(finished) is not None) != (outcome is not None):
        word = value_at(record, reading.status)
        yield AspectBroken(
            FITS, f"{'.'.join(reading.finished)} {finished} with status {word}", "a time at the end only"
        )
    percent = _percent(value_at(record, reading.progress)) if reading.progress else None
    if outcome is True and percent is not None and percent < 100:
        yield AspectBroken(FITS, f"progress {percent}% of a task that has succeeded", "100%")


def _lasting(reading: TaskRecord, record: Any) -> Any:
    """A record without what may change for good reason: the query of its link, which expires and is signed again."""
    return _without_query(record, reading.results)


def _without_query(value: Any, places: Sequence[Keys]) -> Any:
    for keys in places:
        address = value_at(value, keys) if keys else None
        if isinstance(address, str):
            value = placed(value, keys, _path(address))
    return value


def _path(address: str) -> str:
    try:
        return urlsplit(address)._replace(query="", fragment="").geturl()
    except ValueError:
        return address


def _percent(value: Any) -> int | None:
    match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return int(match[1]) if match else None


def _time(value: Any) -> float | None:
    """A time in unix seconds; None before it is reached."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None


def seconds_of(reading: TaskRecord, record: Any) -> float | None:
    """The seconds that a task has taken by its own record; None where it does not say."""
    submitted, finished = (_time(value_at(record, keys)) for keys in (reading.submitted, reading.finished))
    return finished - submitted if submitted and finished and finished >= submitted else None
