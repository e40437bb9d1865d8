"""Intents that are under way: in this process those that it holds, elsewhere those of processes that run."""

from __future__ import annotations

from .entry import Entry
from .owner import has_gone, this_owner

#: The tokens of the creates that are under way in this process.
here: set[str] = set()


def is_under_way(entry: Entry) -> bool:
    """Tell whether the request of an entry can still be on its way, or be answered."""
    if entry.state != "sending" or entry.left <= 0:
        return False
    if entry.owner == this_owner():
        return entry.token in here
    return not has_gone(entry.owner)
