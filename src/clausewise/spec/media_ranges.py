"""Media types without their parameters, and the ranges that hold them (RFC 9110, 8.3.1; OpenAPI 3.1, 4.8.14)."""

from __future__ import annotations

from fnmatch import fnmatchcase


def essence(media_type: str) -> str:
    """The type and subtype, in small letters."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell whether a media type without parameters is JSON, or a kind of it (RFC 6839, 3.1)."""
    return media_type == "application/json" or media_type.endswith("+json")


def covers(listed: str, media_type: str) -> bool:
    """Tell whether a media type or range, as a spec lists it, is or covers one that has no parameters."""
    return fnmatchcase(media_type, essence(listed))
