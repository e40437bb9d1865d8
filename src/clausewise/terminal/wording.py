"""Numbers of things, in words."""

from __future__ import annotations

from collections.abc import Sized


def amount(things: Sized | int, name: str, verb: str = "") -> str:
    """Count things in words, as in "1 finding", with "is" or "was" behind them as in "2 probes were"."""
    count = things if isinstance(things, int) else len(things)
    verb = verb if count == 1 else {"is": "are", "was": "were"}.get(verb, verb)
    return f"{count} {name}{'' if count == 1 else 's'}{f' {verb}' if verb else ''}"
