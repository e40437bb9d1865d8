"""What stops a generation."""

from __future__ import annotations


class GenerationError(Exception):
    """The client cannot be generated; the message says in one line what, where and what to do."""


def one_line(text: str, limit: int = 400) -> str:
    """The words of a text of several lines in one line, cut at `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
