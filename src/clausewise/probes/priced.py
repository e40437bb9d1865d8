"""The price of a call: that of its own body, wherever that can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from clausewise.probes.probe import Call
from clausewise.settings.prices import Prices

#: Levels of a body in which objects are looked for, also in texts that are JSON.
DEPTH = 4


def price_of(call: Call, prices: Prices) -> int:
    """The most that a call may cost, in millionths: as the dearest where nobody can read its body."""
    found = [prices.at_most(fields) for fields in _objects(_read(call.body or b""), DEPTH)]
    return max(found) if found else prices.highest


def _read(body: bytes) -> Any:
    """Read a body as a lax server could: JSON, also before other words, or a form; None where there is nothing."""
    if not body.strip():
        return {}
    try:
        return json.loads(body)  # in UTF-8, UTF-16 or UTF-32
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace").strip()
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=1000)) if "=" in text else {}
    return fields if fields and all(name.isidentifier() for name in fields) else None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Every object in a value; an empty one where it is a value without any, which has no field that makes it dear."""
    if value is None:
        return
    inner = list(_inner(value, depth))
    yield from inner or ([{}] if not isinstance(value, dict) else [])


def _inner(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, str) and value[:1] in "{[":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if isinstance(value, dict):
        yield value
    if depth and isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _inner(part, depth - 1)
