"""Errors that stop a generation."""

from __future__ import annotations


class GenerationError(Exception):
    """The client cannot be generated; the message says in one line what, where and what to do."""

    exit_code = 2


class CheckError(GenerationError):
    """A check has failed: the spec is not sound, or the new client fails in front of the mock server."""

    exit_code = 1


def one_line(text: str, limit: int = 400) -> str:
    """The words of a text of several lines in one line, cut at `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
