"""Records of tasks as the contract describes them, whatever its words and places are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ..contract import contract


def made(task_id: str) -> dict[str, Any]:
    """The answer to a create."""
    return _with({}, {contract().id_location: task_id})


def going_on(task_id: str, part: float) -> dict[str, Any]:
    """The record of a task of which a part is done, 0 to 1."""
    words = _words("unfinished")
    return _record(task_id, words[min(int(part * len(words)), len(words) - 1)], f"{int(part * 100)}%", {})


def ended(task_id: str, how: Literal["success", "failure"], told: str) -> dict[str, Any]:
    """The record of a task that has ended, with the address of the video or with the reason."""
    form = contract().record
    place = form.results[0] if how == "success" else form.reason
    return _record(task_id, _words(how)[0], "100%", {place: told})


def _record(task_id: str, word: str, progress: str, more: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    form = contract().record
    here = contract().id_location[-1:]
    return _with({}, {here: task_id, form.status: word, form.progress: progress, **more})


def _with(node: dict[str, Any], values: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    for location, value in values.items():
        inner = node
        for name in location[:-1]:
            inner = inner.setdefault(name, {})
        inner[location[-1]] = value
    return node


@cache
def _words(kind: str) -> list[str]:
    """The words of the contract as they are written there; it reads them without letter case."""
    text = (Path(__file__).parents[1] / "_generated" / "contract.json").read_text(encoding="utf-8")
    found: list[str] = json.loads(text)["task"][kind]
    return found
