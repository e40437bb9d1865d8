"""The finding of a check of records or of a video: by an aspect of the spec, since it knows no clause."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AspectBroken:
    """One aspect that is broken, as `keywords` of a clause name it; `actual` is what came, `expected` what is right."""

    aspect: str
    actual: str
    expected: str
