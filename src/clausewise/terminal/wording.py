"""Numbers of things, in words."""

from __future__ import annotations

from collections.abc import Sized


def amount(things: Sized, name: str) -> str:
    """Count things in words, as in "1 finding"."""
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
