"""A host of videos, as it answers: the whole, the beginning, the rest; and a task whose video lies there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from video_generations_client import (
    Task,
)

from tests.client.scripted_server import Act, ScriptedServer, answer

VIDEO = bytes(range(256)) * 40
TAG = ("ETag", '"v1"')
WEAK = ("ETag", 'W/"v1"')
OTHER = ("ETag", '"v2"')
TYPE = ("Content-Type", "video/mp4")
CHUNKED = b'HTTP/1.1 200 OK\r\nETag: "v1"\r\nTransfer-Encoding: chunked\r\n\r\n'
LATER = [("Retry-After", "1")]
FIVE = ("Content-Range", "bytes */5")
Fetch = Callable[..., Path]


def whole(content: bytes = VIDEO, *headers: tuple[str, str]) -> Act:
    """The whole video."""
    return answer(200, content, headers=[TYPE, *headers])


def broken(upto: int, *headers: tuple[str, str]) -> Act:
    """The beginning of the video, and then the end of the connection."""
    return answer(200, VIDEO[:upto], headers=[TYPE, *headers], claims=len(VIDEO))


def rest(start: int, *headers: tuple[str, str], total: str = str(len(VIDEO)), content: bytes = VIDEO) -> Act:
    """The rest of the video."""
    said = ("Content-Range", f"bytes {start}-{len(content) - 1}/{total}")
    return answer(206, content[start:], headers=[TYPE, said, *headers])


def made(server: ScriptedServer | str, path: str = "/v.mp4?signed=s3cret") -> Task:
    """A task that has succeeded."""
    url = server if isinstance(server, str) else server.url + path
    return Task("t-1", {"task_id": "t-1", "status": "SUCCESS", "data": {"output": url}})


def asked(server: ScriptedServer) -> list[str | None]:
    """The part that each request asked for."""
    return [request.headers.get("range") for request in server.received]
