"""Answers of servers as they have been seen, for the scripts of the tests."""

from __future__ import annotations

import json
from typing import Any

from video_generations_client import Timeouts
from video_generations_client.answer import Answer
from video_generations_client.settings import Settings

from tests.client.scripted_server import Act, answer

SETTINGS = Settings.read(None, "http://127.0.0.1:9", None, None)
UUID = "f0aa213c-c09e-4e19-a0e5-c698fe48acf1"
GOOD = answer(200, {"task_id": UUID})
HTML = b"<html><head><title>Attention Required</title></head><body>nginx</body></html>"
AS_HTML = [("Content-Type", "text/html")]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 70\r\n\r\n"


def patience(script: tuple[Act, ...]) -> Timeouts:
    """Short where the server is to be silent; long elsewhere, since a busy machine is no timeout."""
    silent = [act.then == "hang" for act in script]
    return Timeouts(connect=10, read=0.1 if all(silent) else 0.3 if any(silent) else 10, write=10)


VALID: dict[str, Any] = {"prompt": "A paper boat", "model": "sora-2"}
#: A host that no test reaches.
AWAY = "https://host.example"


def retry_after(status: int, value: str, code: str = "busy") -> Act:
    """A refusal that says when to come back."""
    return answer(status, {"code": code, "message": "later", "data": None}, headers=[("Retry-After", value)])


def gateway(status: int, code: str | None, kind: str | None = None, message: str = "no") -> Act:
    """The error shape of the gateway's front."""
    return answer(status, {"error": {"message": message, "type": kind, "code": code}})


def task_layer(status: int, code: str | int, message: str = "no") -> Act:
    """The error shape of the task layer."""
    return answer(status, {"code": code, "message": message, "data": None})


def record(status: str, **fields: Any) -> dict[str, Any]:
    """A record as servers send it."""
    return {"task_id": "t", "status": status, "progress": "40%", "fail_reason": "", "data": None, **fields}


def enveloped(status: str, **fields: Any) -> dict[str, Any]:
    """The same in an envelope, whose code is always success."""
    return {"code": "success", "message": "", "data": record(status, **fields)}


DONE = answer(200, record("SUCCESS", data={"output": "https://v.example/1.mp4"}))
#: The address of a video.
OUTPUT = "https://media.example/v.mp4"
IN_PROGRESS = answer(200, record("IN_PROGRESS"))


def came(status: int, body: Any = b"", *, cut: str | None = None, **headers: str) -> Answer:
    """An answer as an anonymous client has received it; `cut` says why its body is not whole."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    answer = Answer(status, named, 10.0, SETTINGS, "/v2/videos/generations")
    answer.takes(body if isinstance(body, bytes) else json.dumps(body).encode())
    answer.cut = cut
    return answer
