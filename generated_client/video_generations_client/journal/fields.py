"""The fields of a create as a journal keeps and compares them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..settings import Settings

#: Characters of a text that are kept; an image as text may have millions.
MOST_KEPT = 1000
_ABSENT = object()


def kept(body: Mapping[str, Any], settings: Settings) -> str:
    """The fields as text, without the API key and without long texts. The same fields always give the same."""
    redacted = settings.redacted if settings.key is not None and not settings.key.is_short else _as_it_is
    return _written(_short(body, redacted))


def _written(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True, ensure_ascii=True)


def defaults(schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values that the schema of a body gives to the fields that are left out."""
    properties = (schema or {}).get("properties", {})
    return {
        name: node["default"] for name, node in properties.items() if isinstance(node, Mapping) and "default" in node
    }


def differences(before: Mapping[str, Any], now: Mapping[str, Any], left_out: Mapping[str, Any]) -> Iterator[str]:
    """One line for each field that is not the same, as JSON has it: 1 is not true.

    Args:
        before: The fields that were sent.
        now: Those that are to be.
        left_out: The values of fields that are left out.
    """
    for name in sorted({*before, *now}):
        old, new = before.get(name, _ABSENT), now.get(name, _ABSENT)
        if not _is_same(*(left_out.get(name, _ABSENT) if value is _ABSENT else value for value in (old, new))):
            yield f"{name}: {_shown(old)} before, {_shown(new)} now"


def _is_same(old: Any, new: Any) -> bool:
    return old is not _ABSENT and new is not _ABSENT and _written({"": old}) == _written({"": new})


def _short(node: Any, redacted: Callable[[str], str]) -> Any:
    if node is None or isinstance(node, (int, float)):
        return node
    if isinstance(node, str):
        text = redacted(node)
        if len(text) <= MOST_KEPT:
            return text
        import hashlib  # here: most fields are short

        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{text[:100]}… ({len(text)} characters, SHA-256 {digest})"
    if isinstance(node, (list, tuple)):
        return [_short(value, redacted) for value in node]
    if isinstance(node, Mapping):
        return {redacted(str(name)): _short(value, redacted) for name, value in node.items()}
    return node


def _as_it_is(text: str) -> str:
    return text  # of a member of an enumeration, str would give the name


def _shown(value: Any) -> str:
    if value is _ABSENT:
        return "not given"
    text = json.dumps(value)  # ASCII: it goes into a message
    return text if len(text) <= 200 else f"{text[:199]}…"
