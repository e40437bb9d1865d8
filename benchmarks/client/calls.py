"""The time of one create, and the requests that leave when its answer does not come."""

from __future__ import annotations

import atexit
import contextlib
import importlib
import itertools
import random
import shutil
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.client.answering import answering_server
from benchmarks.client.disk import Disk, Rows

BODY = {
    "prompt": "A paper boat drifts down a rainy street at dusk.",
    "model": "sora-2",
    "duration": "15",
    "aspect_ratio": "9:16",
    "private": True,
}
PATH = "/v2/videos/generations"
BASE, CHECKED, JOURNAL = "httpx.Client.post", "this client, checked", "this client, journal"
FLOOR = "this client, checked, after a bare pwrite and fdatasync of one block"
ROWS = "this client, checked, between a bare INSERT and UPDATE of SQLite"
IN_MEMORY = "this client, journal in memory"
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system without a disk, where Linux has one


def senders(url: str, timeout: float = 60.0) -> dict[str, Callable[[], object]]:
    """The call of each candidate that sends BODY and understands the answer."""
    httpx = importlib.import_module("httpx")
    http = httpx.Client(base_url=url, headers={"Authorization": "Bearer sk-1"}, timeout=timeout)
    package = importlib.import_module("video_generations_client")
    ours = package.VideoGenerations("sk-1", base_url=url, timeout=timeout)
    folder, names = Path(tempfile.mkdtemp(prefix="journal-")), itertools.count()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    journals = [package.Journal(folder / f"{sure}.sqlite", survives_power_loss=sure) for sure in (False, True)]
    named = [package.VideoGenerations("sk-1", base_url=url, timeout=timeout, journal=journal) for journal in journals]
    disk, rows = Disk(folder / "blocks"), Rows(folder / "rows.sqlite")

    def after_a_write() -> object:
        disk.write()
        return ours.create(**BODY)

    def between_two_statements() -> object:
        name = f"name-{next(names)}"
        rows.begin(name)
        task = ours.create(**BODY)
        rows.end(name, task.task_id)
        return task

    found: dict[str, Callable[[], object]] = {
        BASE: lambda: http.post(PATH, json=BODY).json(),
        FLOOR: after_a_write,
        ROWS: between_two_statements,
        CHECKED: lambda: ours.create(**BODY),
        "this client, check=False": lambda: ours.create(**BODY, check=False),
        JOURNAL: lambda: named[0].create(**BODY, once=f"name-{next(names)}"),
        "this client, journal whose outcomes survive power loss": lambda: named[1].create(
            **BODY, once=f"name-{next(names)}"
        ),
    }
    if MEMORY.is_dir():
        memory = tempfile.TemporaryDirectory(prefix="journal-", dir=MEMORY)
        atexit.register(memory.cleanup)
        ours_there = package.VideoGenerations(
            "sk-1", base_url=url, timeout=timeout, journal=f"{memory.name}/jobs.sqlite"
        )
        found[IN_MEMORY] = lambda: ours_there.create(**BODY, once=f"name-{next(names)}")
    for name, kind in (("openai", "OpenAI"), ("runwayml", "RunwayML")):
        with contextlib.suppress(ImportError):
            peer = getattr(importlib.import_module(name), kind)(api_key="sk-1", base_url=url, timeout=timeout)
            found[f"{name}, post"] = lambda peer=peer: peer.post(PATH, body=BODY, cast_to=object)  # type: ignore[misc]  # a default binds it
    return found


def call_costs(rounds: int, calls: int) -> dict[str, list[float]]:
    """Seconds per call of each candidate, one for each round, which measures them in turn."""
    seconds: dict[str, list[float]] = {}
    chooser = random.Random(1)  # noqa: S311 - an order, no secret
    with answering_server() as url:
        candidates = senders(url)
        for send in candidates.values():
            for _ in range(50):
                send()
        order = list(candidates)
        for _ in range(rounds):
            chooser.shuffle(order)  # so that none always follows the same one
            for name in order:
                each = [_seconds(candidates[name]) for _ in range(calls)]
                # The lower quartile: calls that other work on the machine did not interrupt.
                seconds.setdefault(name, []).append(statistics.quantiles(each, n=4)[0])
    return seconds


def _seconds(send: Callable[[], object]) -> float:
    begun = time.perf_counter()
    send()
    return time.perf_counter() - begun


def posts_on_a_read_timeout() -> list[list[str]]:
    """Count how often each candidate sends the same paid POST when the answer does not come."""
    rows = []
    for name in senders("http://127.0.0.1:9"):
        received: list[socket.socket] = []
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def swallow(listener: socket.socket = listener, received: list[socket.socket] = received) -> None:
                with contextlib.suppress(OSError):
                    while True:
                        received.append(listener.accept()[0])

            threading.Thread(target=swallow, daemon=True).start()
            with contextlib.suppress(Exception):
                senders(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=0.3)[name]()
            rows.append([name, str(sum(b"POST" in connection.recv(65536) for connection in received))])
        for connection in received:
            connection.close()
    return rows
