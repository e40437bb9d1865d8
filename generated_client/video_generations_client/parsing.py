"""Bodies as text, text as JSON, and what is in it: whatever a server sends, and however it is nested."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

#: JSON nested deeper is not looked at: it would exhaust the stack of whatever prints it.
MOST_DEEP = 100
#: Characters of a record in a message.
MOST_OF_A_RECORD = 2000


def decoded(body: bytes | bytearray) -> str:
    """A body as text. JSON may come as UTF-16, or behind a byte order mark; everything else reads as UTF-8."""
    return body.decode(json.detect_encoding(body), "replace")


def parsed(text: str) -> Any:
    """The JSON of a text, JSON within a JSON string too; None when it is not JSON, or nested absurdly deep."""
    data: Any = text
    for _ in range(2):
        if isinstance(data, str):
            try:
                data = json.loads(data.removeprefix("\ufeff"))
            except (ValueError, RecursionError):
                return None
    # Without so many brackets there is no need to look.
    deep = text.count("[") + text.count("{") > MOST_DEEP and any(islice(_levels(data), MOST_DEEP, None))
    return None if deep else data


def printable(text: str) -> str:
    """A text of somebody else's that is fit for terminals and logs: what controls them is written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(record: Mapping[str, Any]) -> str:
    """A record of somebody else's in a message, as far as people read it."""
    text = repr(dict(record))
    return text if len(text) <= MOST_OF_A_RECORD else f"{text[: MOST_OF_A_RECORD - 1]}…"


def is_id(value: Any) -> bool:
    """Tell whether a value can be the id of a task."""
    return isinstance(value, (str, int)) and not isinstance(value, bool) and value != ""


def values(node: Any, name: str) -> list[Any]:
    """The values under a name at any depth, the outermost first."""
    return [part[name] for level in _levels(node) for part in level if isinstance(part, dict) and name in part]


def _levels(node: Any) -> Iterator[list[Any]]:
    """The parts of a value of JSON, level by level. Without recursion: a body may be nested deeply on purpose."""
    level = [node]
    while level:
        yield level
        nested = (part.values() if isinstance(part, dict) else part for part in level if isinstance(part, (dict, list)))
        level = [child for children in nested for child in children]
