"""The last requests that a server has answered, each with the clauses for which it was refused."""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from clausewise.mock_server.exchange import Answer, Request

#: The most requests that are kept, and characters of a path or a reason.
KEPT, LENGTH = 200, 300


class RequestLog:
    """The last requests of one process. Queries, headers and bodies are not kept: they may hold a key.

    `keys` are taken out of paths and reasons, too.
    """

    def __init__(self, keys: frozenset[str]) -> None:
        self.keys = keys
        self._lines: deque[tuple[float, str, bytes, int, tuple[str, ...], bytes]] = deque(maxlen=KEPT)

    def note(self, request: Request, answer: Answer, clauses: tuple[str, ...]) -> None:
        """Keep one request."""
        body = b"" if answer.accepts else answer.body[:2000]
        self._lines.append((time.time(), request.method, request.path[:LENGTH], answer.status, clauses, body))

    def lines(self) -> list[dict[str, Any]]:
        """The requests as JSON values, the oldest first."""
        return [self._line(*kept) for kept in self._lines]

    def drain(self) -> list[dict[str, Any]]:
        """The requests as JSON values, which are forgotten here."""
        lines = self.lines()
        self._lines.clear()
        return lines

    def _line(
        self, when: float, method: str, path: bytes, status: int, clauses: tuple[str, ...], body: bytes
    ) -> dict[str, Any]:
        return {
            "time": round(when, 3),
            "method": self._clean(method),
            "path": self._clean(path.decode("utf-8", "replace")),
            "status": status,
            "clauses": list(clauses),
            "answer": self._clean(body.decode("utf-8", "replace")),
        }

    def _clean(self, text: str) -> str:
        for key in self.keys:
            text = text.replace(key, "[key]")
        return "".join(c if c.isprintable() else "\ufffd" for c in text)[:LENGTH]
