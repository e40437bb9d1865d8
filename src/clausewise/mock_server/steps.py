"""The steps of a server from request to answer, each of which a fault can replace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from clausewise.mock_server.endpoints import Endpoint, Route
from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.hooks.callback import Notification
from clausewise.mock_server.tasks import Task
from clausewise.mock_server.videos.shape import VideoShape
from clausewise.spec import Breach


class Interrupt(Exception):  # noqa: N818 - no error: a step's way to answer at once
    """Raised in a step: the request is answered so, whatever comes after that step."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass
class Steps:
    """The steps of a server with a request; `answer` is all of it, the others are its parts in their order."""

    answer: Callable[[Request], Answer]
    route: Callable[[Request], tuple[Route, dict[str, str]] | None]
    #: The reason for a refusal with 401 or 415, None to go on; the parsed body, else MalformedError.
    authorize: Callable[[Endpoint, Request], str | None]
    media_type: Callable[[Endpoint, Request], str | None]
    parse: Callable[[bytes], Any]
    judge: Callable[[Endpoint, Any], list[Breach]]
    #: The id of what an accepted request starts, and the answer that carries it.
    identify: Callable[[Endpoint, Any], Any]
    accept: Callable[[Endpoint, Any, Any], Answer]
    #: The record of a task that a create has started, and the answer to an unknown id.
    record: Callable[[Endpoint, Task], Any]
    unknown: Callable[[Endpoint, str], Answer]
    #: A refusal: status, reason, further headers.
    refuse: Callable[[Endpoint, int, str, tuple[tuple[bytes, bytes], ...]], Answer]
    #: The calls that tell a task's hook of its end: the creating operation, the task at its end, its record.
    notify: Callable[[Endpoint, Task, Any], list[Notification]]
    #: The shape of a task's video, the file of a shape, and the answer to a request for the video of a task.
    shape: Callable[[Task], VideoShape]
    film: Callable[[VideoShape], bytes]
    download: Callable[[Request, Task], Answer]
    #: The answer that leaves in the place of the one that was made; others may be on their way meanwhile.
    hand_over: Callable[[Request, Answer], Awaitable[Answer]]
