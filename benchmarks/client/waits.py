"""The cost of waiting for many tasks at once, beside a loop written by hand over the same HTTP library.

Run as a program it is one side of the comparison: `python -m benchmarks.client.waits ours|raw URL WAITS`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

#: Reads of one task, the last of which shows its end; seconds between two of them.
READS, INTERVAL = 3, 20.0


class Reading(asyncio.Protocol):
    """Answers reads: a task ends with its last one."""

    seen: ClassVar[Counter[bytes]] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport, self.received = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole; a read has no body."""
        *requests, self.received = (self.received + data).split(b"\r\n\r\n")
        for request in requests:
            path = request.split(b" ", 2)[1]
            self.seen[path] += 1
            done = self.seen[path] >= READS
            record = {
                "task_id": path.rpartition(b"/")[2].decode(),
                "status": "SUCCESS" if done else "IN_PROGRESS",
                "progress": "100%" if done else "40%",
                "fail_reason": "",
                "data": {"output": "https://media.example.com/video.mp4"} if done else None,
            }
            body = json.dumps(record).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(head.encode() + body)  # type: ignore[attr-defined]  # a stream is written to


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Reading, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _later() -> None:
    """Begin at some time: a thousand reads at the same moment would measure the queue of the connection pool."""
    await asyncio.sleep(random.uniform(0, INTERVAL))  # noqa: S311 - no secret


async def _raw(url: str, waits: int) -> None:
    import httpx

    timeout = httpx.Timeout(60, pool=600)  # on a busy machine the pool has a queue
    async with httpx.AsyncClient(timeout=timeout, headers={"Authorization": "Bearer sk-1"}) as http:

        async def wait(number: int) -> None:
            await _later()
            end = time.monotonic() + 600
            while time.monotonic() < end:
                answer = await http.get(f"{url}/v2/videos/generations/task-{number}")
                answer.raise_for_status()
                if answer.json()["status"] in ("SUCCESS", "FAILURE"):
                    return
                await asyncio.sleep(INTERVAL * random.uniform(0.9, 1.1))  # noqa: S311 - no secret

        await asyncio.gather(*map(wait, range(waits)))


async def _ours(url: str, waits: int) -> None:
    from video_generations_client import AsyncVideoGenerations, Timeouts

    timeout = Timeouts(connect=600, read=60)
    async with AsyncVideoGenerations("sk-1", base_url=url, timeout=timeout) as videos:

        async def wait(number: int) -> None:
            await _later()
            await videos.wait(f"task-{number}", interval=INTERVAL)

        await asyncio.gather(*map(wait, range(waits)))


SIDES = {"raw": _raw, "ours": _ours}


@contextlib.contextmanager
def _server() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.client.waits", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def _measured(side: str, waits: int) -> float:
    """CPU seconds of one side. A loop by hand bears no broken connection, so it may begin again."""
    for _ in range(3):
        with _server() as url:
            command = [sys.executable, "-m", "benchmarks.client.waits", side, url, str(waits)]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            return float(result.stdout)
        print(f"{side} has failed: {result.stderr.strip().splitlines()[-1]}", file=sys.stderr)
    raise RuntimeError(f"{side} fails on this machine")


def wait_costs(rounds: int, waits: int) -> tuple[float, list[list[str]]]:
    """CPU seconds of so many waits at once, ours relative to those by hand, in turns and in processes of their own."""
    seconds: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(rounds):
        found = {side: _measured(side, waits) for side in SIDES}
        for side, measured in seconds.items():
            measured.append(found[side])
    ratios = sorted(own / other for own, other in zip(seconds["ours"], seconds["raw"], strict=True))
    rows = [
        ["a loop by hand, httpx.AsyncClient", "1.00", "", f"{statistics.median(seconds['raw']):.2f}"],
        [
            "this client, wait",
            f"{statistics.median(ratios):.2f}",
            f"{ratios[0]:.2f} to {ratios[-1]:.2f}",
            f"{statistics.median(seconds['ours']):.2f}",
        ],
    ]
    return statistics.median(ratios), rows


def main() -> None:
    """Be the server, or one side; a side prints its CPU seconds."""
    if sys.argv[1] == "serve":
        asyncio.run(_serve())
        return
    begun = time.process_time()
    asyncio.run(SIDES[sys.argv[1]](sys.argv[2], int(sys.argv[3])))
    print(time.process_time() - begun)


if __name__ == "__main__":
    main()
