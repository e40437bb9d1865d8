"""Hostile requests of many kinds, mixed: no 5xx that nobody has ordered, no hang, no growth of memory.

`python -m benchmarks.mock_endurance [--requests 20000] [--seed 0]`. The server is the command, a process of its own.
Exit code 0 when all of it holds, 1 when not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter

from benchmarks.hostile_requests import CREATE, Hostile, sent
from benchmarks.mock_server import commands, memory, served

#: Seconds that an answer may take; those that are told to wait are told shorter times.
WITHIN = 30.0
#: MB that the memory may grow by from the end of the warm-up, a fifth of all requests, to the end.
GROWTH = 10.0


class Run:
    """Requests over several connections; `statuses` counts the answers, `wrong` tells what must not have been."""

    def __init__(self, port: int, hostile: Hostile, requests: int) -> None:
        self.port = port
        self.hostile = hostile
        self.left = requests
        self.statuses: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()

    async def connection(self, until: int) -> None:
        """Send one request after the other until so many are left."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while self.left > until:
            self.left -= 1
            request, ordered = self.hostile.next()
            try:
                writer.write(request)
                status, body, goes_on = await asyncio.wait_for(_answer(reader), WITHIN)
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                status, body, goes_on = 0, b"", False
                if isinstance(error, TimeoutError):
                    self.wrong[f"no answer to {request[:60]!r}"] += 1
            self.statuses[str(status or "closed")] += 1
            if status >= 500 and not ordered and not (status == 501 and request.startswith(b"GET /docs")):
                self.wrong[f"{status} to {request[:80]!r}"] += 1
            if status == 200 and body.startswith(b'{"task_id":"') and len(body) < 60:
                self.hostile.tasks.append(body.split(b'"')[3])
            if not goes_on:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.close()

    async def until(self, left: int, connections: int) -> None:
        """Send until so many are left."""
        await asyncio.gather(*(self.connection(left) for _ in range(connections)))


async def first_video(port: int) -> None:
    """Download a video: what makes the first one is loaded then, and is no growth."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    ordered = json.dumps({"prompt": "[mock life=instant]", "model": "sora-2"}).encode()
    writer.write(sent(b"POST", CREATE, ordered, b"content-type: application/json"))
    _, body, _ = await _answer(reader)
    writer.write(sent(b"GET", b"/__videos/" + body.split(b'"')[3] + b".mp4"))
    status, _, _ = await _answer(reader)
    writer.close()
    if status != 200:
        raise SystemExit(f"no video: {status}")


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    fields = dict(line.partition(b": ")[::2] for line in lines[1:])
    body = await reader.readexactly(int(fields.get(b"content-length", b"0")))
    return int(lines[0].split()[1]), body, fields.get(b"connection") != b"close"


def main() -> int:
    """Send, and tell what was answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000, help="how many (default: 20,000)")
    parser.add_argument("--seed", type=int, default=0, help="of the mixture (default: 0)")
    parser.add_argument("--connections", type=int, default=8, help="at once (default: 8)")
    options = parser.parse_args()
    with served(commands(None)["mock"]) as (port, process):
        run = Run(port, Hostile(options.seed), options.requests)
        asyncio.run(first_video(port))
        began, marks = time.monotonic(), []
        for fifth in range(1, 6):
            asyncio.run(run.until(options.requests * (5 - fifth) // 5, options.connections))
            marks.append(memory(process))
            print(f"{options.requests - run.left} requests, {marks[-1]:.1f} MB", flush=True)
        seconds = time.monotonic() - began
    print(f"{options.requests / seconds:.0f} requests per second; {dict(sorted(run.statuses.items()))}")
    grown = marks[-1] - marks[0]
    print(f"memory grew by {grown:.1f} MB after the first fifth (at most {GROWTH:.0f} are allowed)")
    for what, times in run.wrong.most_common(20):
        print(f"WRONG, {times} times: {what}")
    return 1 if run.wrong or grown > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
