"""Videos of tasks at addresses of the server's own, for whoever has the address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from clausewise.mock_server.endpoints import Endpoint
from clausewise.mock_server.exchange import Answer, Request, json_answer
from clausewise.mock_server.life import VIDEOS, has_ended, succeeds
from clausewise.mock_server.tasks import Task, Tasks
from clausewise.mock_server.videos.file_answer import OPEN

NOTHING = json_answer(404, {"message": "there is no video at this address"}, *OPEN)


def is_video(path: bytes) -> bool:
    """Tell whether a path is that of a video."""
    return path.startswith(VIDEOS.encode())


async def serve(
    request: Request,
    tasks: Tasks,
    readers: Mapping[str, Endpoint],
    download: Callable[[Request, Task], Answer],
) -> Answer:
    """The answer to a request for a video; made beside the loop, since the first of a shape takes its time."""
    name = request.path.decode("latin-1").removeprefix(VIDEOS)
    task = tasks.find(unquote(name.removesuffix(".mp4"))) if name.endswith(".mp4") else None
    reader = readers.get(task.reader) if task else None
    if task is None or reader is None or "no-video" in task.life:
        return NOTHING
    if not has_ended(reader, task) or not succeeds(reader, task):
        return NOTHING
    return await asyncio.to_thread(download, request, task)
