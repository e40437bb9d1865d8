"""The life of a task by the clock: which example of the spec its record is now, with its own times and progress."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from clausewise.mock_server import examples
from clausewise.mock_server.endpoints import Endpoint
from clausewise.mock_server.tasks import Task
from clausewise.spec.identity import place_of
from clausewise.spec.operations import placed, value_at
from clausewise.spec.tasks import Keys

#: The path of the videos. The spec names none: the record of a task carries the whole address.
VIDEOS = "/__videos/"
#: A status that no contract lists.
UNHEARD_OF = "PAUSED_BY_THE_MOCK_SERVER"
#: The factor by which a slow life is longer.
SLOWER = 10
#: Lives that can be ordered of a task, beside the names of the spec's examples.
LIVES: Mapping[str, str] = {
    "failed": "the task ends in a failure with a reason",
    "stuck": "the task is started and never ends",
    "slow": f"every stage takes {SLOWER} times as long",
    "instant": "the task has ended when it is first read",
    "unknown-status": "until the end the status is a word that no contract lists",
    "wrapped": "every record comes in an envelope",
    "forgotten": "once it has ended, nothing is known by its id",
    "no-video": "nothing is found at the address of its video",
    "no-hook": "its hook is not called",
}


def stages(endpoint: Endpoint, task: Task) -> tuple[str, ...]:
    """The names of the examples that the record of a task passes through; the last is its end."""
    end = next((word for word in task.life if word in endpoint.examples), None)
    if end is None and ("failed" in task.life or _word(endpoint, task, success=False)):
        end = _failure(endpoint)
    return endpoint.life if end is None else (*endpoint.life[:-1], end)


def ends_after(endpoint: Endpoint, task: Task) -> float:
    """Seconds from the creation of a task to its end; infinity for one that never ends."""
    return math.inf if "stuck" in task.life else max(0, len(endpoint.life) - 1) * pace(task)


def pace(task: Task) -> float:
    """Seconds of each stage of a task."""
    return 0.0 if "instant" in task.life else task.pace * (SLOWER if "slow" in task.life else 1)


def has_ended(endpoint: Endpoint, task: Task) -> bool:
    """Tell whether a task has ended when it is read."""
    return task.age >= ends_after(endpoint, task)


def succeeds(endpoint: Endpoint, task: Task) -> bool:
    """Tell whether the end of a task is one with a video."""
    reading, names = endpoint.task_record, stages(endpoint, task)
    return bool(reading and names and reading.outcome(endpoint.examples[names[-1]]))


def record(endpoint: Endpoint, task: Task, example: str | None = None) -> Any:
    """The record of a task: the example of its stage, or another one, with id, times and progress of its own."""
    names = stages(endpoint, task)
    value = endpoint.examples[example or names[_stage(endpoint, task)]] if names or example else endpoint.shown
    return _with_times(endpoint, task, with_id(endpoint, value, task.id))


def with_id(endpoint: Endpoint, value: Any, task_id: Any) -> Any:
    """A shown record with the id of a task in the place of the shown id, and where it is read by."""
    if endpoint.created_by is None:
        return value
    if endpoint.shown_id is not None:
        value = examples.replaced(value, endpoint.shown_id, task_id)
    place = place_of(value, endpoint.created_by[1].parameter)
    return value if place is None else placed(value, place, task_id)


def _stage(endpoint: Endpoint, task: Task) -> int:
    last = len(endpoint.life) - 1
    if "stuck" in task.life:
        last = max(0, last - 1)
    return last if pace(task) <= 0 else min(int(task.age / pace(task)), last)


def _with_times(endpoint: Endpoint, task: Task, value: Any) -> Any:
    reading = endpoint.task_record
    if reading is None:
        return value
    step, last = pace(task), len(endpoint.life) - 1
    moments = ((reading.submitted, 0.0), (reading.started, step), (reading.finished, step * last))
    for keys, after in moments:
        if value_at(value, keys):  # 0 in the example: not reached yet
            value = placed(value, keys, int(task.created + after))
    outcome = reading.outcome(value)
    if outcome is None:
        value = _under_way(reading.progress, value, (task.age - step) / (step * (last - 1)) if step and last > 1 else 1)
        return placed(value, reading.status, UNHEARD_OF) if "unknown-status" in task.life else value
    word = _word(endpoint, task, success=outcome)
    if word is not None:
        value = placed(value, reading.status, word)
    if outcome and value_at(value, reading.result):
        value = placed(value, reading.result, video_url(task))
    return value


def video_url(task: Task) -> str:
    """The address of the video of a task."""
    return f"{task.base_url}{VIDEOS}{quote(str(task.id), safe='')}.mp4"


def _under_way(keys: Keys, value: Any, share: float) -> Any:
    """A record with its progress in percent, written as in the example; one that has not begun stays so."""
    shown = value_at(value, keys) if keys else None
    digits = re.search(r"[0-9]+", str(shown))
    if digits is None or int(digits[0]) == 0:
        return value
    percent = max(1, min(99, int(100 * share)))
    text = f"{str(shown)[: digits.start()]}{percent}{str(shown)[digits.end() :]}"
    return placed(value, keys, text if isinstance(shown, str) else percent)


def words(endpoint: Endpoint) -> frozenset[str]:
    """The words that a life may have, in lower case: those above, examples, and words of an end (`x-task`)."""
    reading = endpoint.task_record
    ends = reading.success | reading.failure if reading else frozenset()
    return frozenset({*LIVES, *map(str.lower, endpoint.examples), *ends})


def _word(endpoint: Endpoint, task: Task, *, success: bool) -> str | None:
    """The word of an end that a task was told to end with, as it was written."""
    reading = endpoint.task_record
    known = frozenset() if reading is None else reading.success if success else reading.failure
    return next((word for word in task.life if word not in LIVES and word.lower() in known), None)


def _failure(endpoint: Endpoint) -> str | None:
    reading = endpoint.task_record
    shown = endpoint.examples.items() if reading else ()
    return next((name for name, value in shown if reading and reading.outcome(value) is False), None)


def wrapped(endpoint: Endpoint, task: Task, value: Any) -> Any:
    """The answer to a read where a record is a value: with a wrapped life, the envelope that an example shows."""
    reading = endpoint.task_record if "wrapped" in task.life else None
    for shown in endpoint.examples.values():
        for key, part in shown.items() if isinstance(shown, dict) and reading else ():
            if reading and value_at(part, reading.status) is not None and value_at(shown, reading.status) is None:
                return {**shown, key: value}
    return value
