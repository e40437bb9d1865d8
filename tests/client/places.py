"""Places where a client may be used next, run as a program: PLACE, pool (idle or busy), kind (sync or async), address.

The program uses its client in one place, then creates again in another; it prints one line of JSON: for each create the
prompt and the id that came, or the error. It forks before it starts any thread of its own but those it is about.
"""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import sys
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from video_generations_client import AsyncVideoGenerations, Task, VideoGenerations

Found = list[tuple[str, str]]
told: list[str] = []


class Keep(logging.Handler):
    """Keeps what is logged: the last place where the id of a create can be that nobody waits for any more."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        told.append(record.getMessage())


class User:
    """A program with one client, of either kind."""

    def __init__(self, kind: str, url: str) -> None:
        self.kind, self.url = kind, url
        self.videos = VideoGenerations("", base_url=url, retries=None) if kind == "sync" else None
        self.awaited = AsyncVideoGenerations("", base_url=url, retries=None) if kind == "async" else None

    def creates(self, name: str) -> Found:
        """Three creates one after the other, each with a prompt of its own."""
        if self.videos is not None:
            return [self._create(f"{name}-{number}") for number in range(3)]
        return asyncio.run(self.awaits(name))

    async def awaits(self, name: str) -> Found:
        """The same in a loop that runs."""
        return [await self._await(f"{name}-{number}") for number in range(3)]

    def _create(self, prompt: str) -> tuple[str, str]:
        assert self.videos is not None
        return _kept(prompt, lambda: self.videos.create(prompt=prompt, model="sora-2"))  # type: ignore[union-attr]  # asserted above

    async def _await(self, prompt: str) -> tuple[str, str]:
        assert self.awaited is not None
        try:
            return prompt, (await self.awaited.create(prompt=prompt, model="sora-2")).task_id
        except Exception as error:
            return prompt, repr(error)


def _kept(prompt: str, create: Callable[[], Task]) -> tuple[str, str]:
    try:
        return prompt, create().task_id
    except Exception as error:
        return prompt, repr(error)


def in_processes(method: str, user: User) -> Found:
    """Two children, and what each found."""
    context: Any = multiprocessing.get_context(method)
    queue = context.Queue()
    # A client is not sent to another process: where nothing is inherited, a child makes its own.
    given = user if method == "fork" else None
    children = [
        context.Process(target=_child, args=(queue, given, user.kind, user.url, f"child{number}"))
        for number in range(2)
    ]
    for child in children:
        child.start()
    found = [line for _ in children for line in queue.get(timeout=60)]
    for child in children:
        child.join(30)
    return found


def _child(queue: Any, user: User | None, kind: str, url: str, name: str) -> None:
    queue.put((user or User(kind, url)).creates(name))


def in_threads(user: User) -> Found:
    """Four threads at once, each with an event loop of its own if the client needs one."""
    with ThreadPoolExecutor(4) as pool:
        return [
            line for found in pool.map(user.creates, ["thread0", "thread1", "thread2", "thread3"]) for line in found
        ]


def in_a_group(user: User) -> Found:
    """Siblings of one that fails while their creates are under way."""

    async def group() -> None:
        async with asyncio.TaskGroup() as tasks:
            for number in range(3):
                tasks.create_task(_sibling(user, asyncio.to_thread, f"sibling{number}"))
            await asyncio.sleep(0.05)
            raise LookupError("a sibling fails")

    try:
        asyncio.run(group())
    except* LookupError:
        pass
    return []


def in_a_nursery(user: User) -> Found:
    """The same under trio."""
    import trio

    async def nursery() -> None:
        async with trio.open_nursery() as tasks:
            for number in range(3):
                tasks.start_soon(_sibling, user, trio.to_thread.run_sync, f"sibling{number}")
            await trio.sleep(0.05)
            raise LookupError("a sibling fails")

    try:
        trio.run(nursery)
    except* LookupError:
        pass
    return []


async def _sibling(user: User, in_thread: Callable[..., Awaitable[Any]], name: str) -> None:
    if user.awaited is not None:
        await user.awaited.create_and_wait(prompt=name, model="sora-2", interval=5)
    else:
        await in_thread(user._create, name)


PLACES: dict[str, Callable[[User], Found]] = {
    **{method: lambda user, method=method: in_processes(method, user) for method in ("fork", "spawn", "forkserver")},  # type: ignore[misc]  # a default binds it
    "thread": lambda user: in_threads(user),
    "second-loop": lambda user: user.creates("again") + user.creates("once-more"),
    "loop-per-thread": lambda user: in_threads(user) + in_threads(user),
    "task-group": in_a_group,
    "trio-nursery": in_a_nursery,
}


def main() -> None:
    """Use the client in one place, and then in another."""
    place, pool, kind, url = sys.argv[1:]
    # A thread cannot be cancelled, so that its create ends as it should, and that is no warning.
    logging.getLogger().addHandler(Keep(logging.WARNING if kind == "async" else logging.INFO))
    logging.getLogger("video_generations_client").setLevel(logging.INFO)
    user = User(kind, url)
    found = user.creates("first")
    before: Found = []
    busy = threading.Thread(target=lambda: before.extend(user.creates("busy")))
    if pool == "busy":
        busy.start()
    found += PLACES[place](user)
    if pool == "busy":
        busy.join(60)
    sys.stdout.write(json.dumps({"found": found + before, "told": told}))


if __name__ == "__main__":
    main()
