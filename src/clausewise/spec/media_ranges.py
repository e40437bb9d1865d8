"""Media types without their parameters, and the ranges that hold them (RFC 9110, 8.3.1; OpenAPI 3.1, 4.8.14)."""

from __future__ import annotations

from fnmatch import fnmatchcase


def essence(media_type: str) -> str:
    """The type and subtype, in small letters."""
    return media_type.partition(";")[0].strip().lower()


def covers(listed: str, media_type: str) -> bool:
    """Tell whether a media type or range, as a spec lists it, is or covers one that has no parameters."""
    return fnmatchcase(media_type, essence(listed))
