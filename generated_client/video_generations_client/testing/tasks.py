"""Answers of a server of the contract, and the tasks that it keeps. No network here."""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..check import request_check
from ..contract import contract
from .records import ended, going_on, made

Outcome = Literal["success", "failure", "stuck", "refused", "rate-limited", "crash", "no-answer"]
#: Bytes that stand for a video.
VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 16
REASON = "This test wants the task to fail"


@dataclass(frozen=True)
class Reply:
    """An answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Tasks:
    """Answers requests as the contract says.

    Args:
        outcomes: What becomes of the next creates, in turn; after them each is a success. `success` and `failure` end
            after some reads, `stuck` never does. `refused` and `rate-limited` are answers by which nothing is
            started; after `crash` and `no-answer` a task is started, and whoever has sent the create cannot know.
        reads: How often a task is seen to go on before it has ended.
        api_key: The key without which nothing is answered; None where it does not matter.

    Attributes:
        created: The bodies of the creates by which a task was started: what was paid.
        requests: Method and path of every request.
    """

    def __init__(self, *outcomes: Outcome, reads: int = 1, api_key: str | None = None) -> None:
        self.created: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []
        self.url = ""
        self._outcomes = deque(outcomes)
        self._reads, self._key = reads, api_key
        self._tasks: dict[str, tuple[Outcome, int]] = {}
        self._lock = threading.Lock()
        create, read = contract().create, contract().read
        self._create = (create.method, create.path)
        self._read = re.compile(re.escape(read.url_path(**{contract().parameter: "ID"})).replace("ID", "([^/]+)"))

    def next(self, *outcomes: Outcome) -> None:
        """Say what becomes of the next creates."""
        self._outcomes.extend(outcomes)

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """Answer a request; None for no answer. The names of headers are in lower case."""
        with self._lock:
            self.requests.append((method, path))
            if found := re.fullmatch(r"/media/[^/]+\.mp4", path):
                return _media(headers.get("range", ""))
            if self._key is not None and headers.get("authorization") != f"Bearer {self._key}":
                return _refusal(401, "invalid_token", "the API key is not known")
            if (method, path) == self._create:
                return self._started(body)
            found = self._read.fullmatch(path)
            if found and method == contract().read.method:
                return self._seen(found[1])
            return _refusal(404, "not_found", f"nothing is at {method} {path}")

    def _started(self, body: bytes) -> Reply | None:
        try:
            fields = json.loads(body)
        except ValueError:
            return _refusal(400, "invalid_request", "the body is no JSON")
        problems = request_check().problems(fields)
        if problems:
            return _refusal(400, "invalid_request", "; ".join(map(str, problems)))
        outcome = self._outcomes.popleft() if self._outcomes else "success"
        if outcome == "refused":
            return _refusal(400, "invalid_request", "this test wants it to be refused")
        if outcome == "rate-limited":
            return _refusal(429, "rate_limited", "this test wants it to come later")
        task_id = str(uuid.uuid4())
        self.created.append(fields)
        self._tasks[task_id] = (outcome, 0)
        if outcome == "no-answer":
            return None
        if outcome == "crash":
            return Reply(500, b"this test wants a crash", {"Content-Type": "text/plain"})
        return _json(200, made(task_id))

    def _seen(self, task_id: str) -> Reply:
        if task_id not in self._tasks:
            return _refusal(400, "task_not_exist", "there is no such task")
        outcome, reads = self._tasks[task_id]
        self._tasks[task_id] = (outcome, reads + 1)
        if outcome == "stuck" or reads < self._reads:
            return _json(200, going_on(task_id, min(reads / (self._reads + 1), 0.99)))
        if outcome == "failure":
            return _json(200, ended(task_id, "failure", REASON))
        return _json(200, ended(task_id, "success", f"{self.url}/media/{task_id}.mp4"))


def _json(status: int, data: Any) -> Reply:
    return Reply(status, json.dumps(data).encode(), {"Content-Type": "application/json"})


def _refusal(status: int, code: str, message: str) -> Reply:
    return _json(status, {"code": code, "message": message, "data": None})


def _media(asked: str) -> Reply:
    headers = {"Content-Type": "video/mp4", "ETag": '"a-video"', "Accept-Ranges": "bytes"}
    found = re.fullmatch(r"bytes=(\d+)-", asked)
    if found is None:
        return Reply(200, VIDEO, headers)
    start = int(found[1])
    if start >= len(VIDEO):
        return Reply(416, b"", {"Content-Range": f"bytes */{len(VIDEO)}"})
    part = f"bytes {start}-{len(VIDEO) - 1}/{len(VIDEO)}"
    return Reply(206, VIDEO[start:], {**headers, "Content-Range": part})
