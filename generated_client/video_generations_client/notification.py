"""Reading what a `notify_hook` is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import UnexpectedAnswer
from .judgement import unwrapped
from .parsing import decoded, parsed, printable
from .task import Task


def parse_notification(
    body: bytes | bytearray | memoryview | str | Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Task:
    """The task that a notification tells of.

    **The payload is assumed**: nothing public documents the call to a `notify_hook`, neither its
    method nor its payload, signature or retries. It is read here as the record of the task, plain
    or in an envelope. Nothing proves who sent it: read the task with `get` before you rely on it.

    Args:
        body: The body as received, or its JSON already parsed.
        headers: The headers as received; a Content-Type that is not JSON is refused.

    Raises:
        UnexpectedAnswer: It is no record of a task; `body` holds what was received.
    """
    received = decoded(bytes(body)) if isinstance(body, (bytes, bytearray, memoryview)) else body
    text = received if isinstance(received, str) else ""
    content_type = {name.lower(): value for name, value in (headers or {}).items()}.get("content-type", "")
    if content_type and "json" not in content_type.lower():
        said = f"The notification is declared as {printable(content_type)}, and not as JSON"
        raise UnexpectedAnswer(said, body=text)
    data = parsed(received) if isinstance(received, str) else received
    if data is None:
        raise UnexpectedAnswer("The notification is not JSON", body=text)
    record = unwrapped(data)
    if record is None:
        said = "The notification holds no record of a task (no task_id with a status)"
        raise UnexpectedAnswer(said, body=text)
    return Task(str(record["task_id"]), record)
