"""Throughput and memory of the mock server, beside an application that answers a constant and, if given, Prism.

`python -m benchmarks.mock_server [--prism node_modules/.bin/prism] [--seconds 3] [--rounds 3]`. Each server is a
process of its own, measured in turn; the load comes from another. Read the ratios: a machine's own speed drifts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from clausewise.spec import DEFAULT_SPEC

BODY = json.dumps(
    {
        "prompt": "A paper boat drifts down a rainy street at dusk.",
        "model": "sora-2-pro",
        "images": ["https://media.example.com/first.png"],
        "aspect_ratio": "9:16",
        "hd": True,
        "duration": "15",
        "private": True,
    }
).encode()
REQUEST = (
    b"POST /v2/videos/generations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n%b" % (len(BODY), BODY)
)
CONSTANT = """
import sys, uvicorn
from clausewise.mock_server.running import configured, listening

async def constant(scope, receive, send):
    await receive()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"50")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"task_id":"f0aa213c-c09e-4e19-a0e5-c698fe48acf1"}'})

uvicorn.Server(configured(constant)).run(sockets=[listening("127.0.0.1", int(sys.argv[1]))])
"""


def commands(prism: str | None) -> dict[str, list[str]]:
    """The command that starts each server; the port is put at the end."""
    started = {
        "constant": [sys.executable, "-c", CONSTANT],
        "mock": [sys.executable, "-m", "clausewise", "mock", "--port"],
    }
    if prism is not None:
        # With ids of its own, as only dynamic answers have, and without a log: its fastest of that kind.
        quiet = ["--dynamic", "--verboseLevel", "silent", "--port"]
        started["prism"] = [prism, "mock", str(DEFAULT_SPEC), *quiet]
    return started


@contextmanager
def served(command: list[str]) -> Iterator[tuple[int, int]]:
    """A server in a process of its own, once it listens; gives its port and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            ends = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if time.monotonic() > ends:
                        raise
                    time.sleep(0.05)
            yield port, process.pid
        finally:
            process.kill()


def memory(process: int) -> float:
    """The memory of a process and of those that it has started, in MB of what is resident."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return own / 1024 + sum(memory(int(child)) for child in children)


class Connection(asyncio.Protocol):
    """One keep-alive connection that sends the next request when the answer is there."""

    def __init__(self, ends: float) -> None:
        self.ends = ends
        self.answered = 0
        self.received = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - as asyncio has it for a connection
        self.transport = transport
        transport.write(REQUEST)

    def data_received(self, data: bytes) -> None:
        """Send the next request once an answer is whole."""
        self.received += data
        head, separator, body = self.received.partition(b"\r\n\r\n")
        fields = dict(line.lower().partition(b": ")[::2] for line in head.split(b"\r\n")[1:])
        if not separator or len(body) < int(fields.get(b"content-length", 0)):
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self.done.set_exception(SystemExit(f"not accepted: {self.received!r}"))
            self.transport.close()
            return
        self.answered += 1
        self.received = b""
        if time.perf_counter() < self.ends:
            self.transport.write(REQUEST)
        else:
            self.transport.close()
            self.done.set_result(None)


async def load(port: int, seconds: float, connections: int) -> float:
    """Answered requests per second over some keep-alive connections."""
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    opened = [
        (await loop.create_connection(lambda: Connection(start + seconds), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(connection.done for connection in opened))
    return sum(connection.answered for connection in opened) / (time.perf_counter() - start)


def main() -> None:
    """Measure in turn and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement (default: 3)")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each server (default: 3)")
    parser.add_argument("--connections", type=int, default=8, help="keep-alive connections (default: 8)")
    parser.add_argument("--prism", help="the command of Prism (@stoplight/prism-cli), to measure it too")
    options = parser.parse_args()
    with ExitStack() as resources:
        servers = {name: resources.enter_context(served(command)) for name, command in commands(options.prism).items()}
        rates: dict[str, list[float]] = {name: [] for name in servers}
        idle = {name: memory(process) for name, (_, process) in servers.items()}
        for _ in range(options.rounds):
            for name, (port, _) in servers.items():
                rates[name].append(asyncio.run(load(port, options.seconds, options.connections)))
        after = {name: memory(process) for name, (_, process) in servers.items()}
    print("| server | requests per second | median | memory idle, MB | after the load, MB |\n|---|---|---|---|---|")
    for name, measured in rates.items():
        each = ", ".join(f"{rate:.0f}" for rate in measured)
        print(f"| {name} | {each} | {statistics.median(measured):.0f} | {idle[name]:.0f} | {after[name]:.0f} |")
    for name in rates.keys() - {"mock"}:
        ratio = statistics.median(mine / other for mine, other in zip(rates["mock"], rates[name], strict=True))
        share = after["mock"] / after[name]
        print(f"\nBeside {name}: {ratio:.2f} times the requests per second, {share:.2f} of the memory.")


if __name__ == "__main__":
    main()
