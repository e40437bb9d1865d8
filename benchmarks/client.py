"""The cost of the client beside plain httpx and beside openai's and runwayml's clients.

Everything is measured in turn, in one run: the machine's speed drifts, so only ratios count. Run it
with an interpreter that has the dependency group `benchmarks` and the client:

    python -m benchmarks.client --output benchmarks/results/client.md
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import datetime
import importlib
import itertools
import os
import platform
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from benchmarks.client_waits import INTERVAL, READS, wait_costs

BODY = {
    "prompt": "A paper boat drifts down a rainy street at dusk.",
    "model": "sora-2",
    "duration": "15",
    "aspect_ratio": "9:16",
    "private": True,
}
PATH = "/v2/videos/generations"
#: Name shown, package to import, distribution installed.
PACKAGES = [
    ("this client", "video_generations_client", "video-generations-client"),
    ("openai", "openai", "openai"),
    ("runwayml", "runwayml", "runwayml"),
]
TARGET_CALL, TARGET_JOURNAL, TARGET_IMPORT, TARGET_SIZE, TARGET_WAITS = 1.15, 2.0, 1.4, 2.5, 1.5

SERVER = """
import asyncio
ANSWER = b'HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: 51\\r\\n\\r\\n'
ANSWER += b'{"task_id": "f0aa213c-c09e-4e19-a0e5-c698fe48acf1"}'

class Answering(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.received = transport, b''
    def data_received(self, data):
        self.received += data
        while True:
            head, found, rest = self.received.partition(b'\\r\\n\\r\\n')
            if not found:
                return
            lengths = [int(l.split(b':')[1]) for l in head.split(b'\\r\\n') if l.lower().startswith(b'content-length')]
            if len(rest) < sum(lengths):
                return
            self.received = rest[sum(lengths):]
            self.transport.write(ANSWER)

async def main():
    server = await asyncio.get_running_loop().create_server(Answering, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


@contextlib.contextmanager
def answering_server() -> Iterator[str]:
    """A server in a process of its own that answers every request alike, as fast as Python can."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def senders(url: str, timeout: float = 60.0) -> dict[str, Callable[[], object]]:
    """For each candidate, the call that sends BODY and understands the answer."""
    httpx = importlib.import_module("httpx")
    http = httpx.Client(base_url=url, headers={"Authorization": "Bearer sk-1"}, timeout=timeout)
    package = importlib.import_module("video_generations_client")
    ours = package.VideoGenerations("sk-1", base_url=url, timeout=timeout)
    folder, names = Path(tempfile.mkdtemp(prefix="journal-")), itertools.count()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    journals = [package.Journal(folder / f"{sure}.sqlite", survives_power_loss=sure) for sure in (False, True)]
    named = [package.VideoGenerations("sk-1", base_url=url, timeout=timeout, journal=journal) for journal in journals]
    found: dict[str, Callable[[], object]] = {
        "httpx.Client.post": lambda: http.post(PATH, json=BODY).json(),
        "this client, checked": lambda: ours.create(**BODY),
        "this client, check=False": lambda: ours.create(**BODY, check=False),
        "this client, journal": lambda: named[0].create(**BODY, once=f"name-{next(names)}"),
        "this client, journal whose outcomes survive power loss": lambda: named[1].create(
            **BODY, once=f"name-{next(names)}"
        ),
    }
    for name, kind in (("openai", "OpenAI"), ("runwayml", "RunwayML")):
        with contextlib.suppress(ImportError):
            peer = getattr(importlib.import_module(name), kind)(api_key="sk-1", base_url=url, timeout=timeout)
            found[f"{name}, post"] = lambda peer=peer: peer.post(PATH, body=BODY, cast_to=object)  # type: ignore[misc]  # a default binds it
    return found


def call_costs(rounds: int, calls: int) -> list[list[str]]:
    """Seconds per call relative to httpx, each round measuring every candidate in turn."""
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
    return _relative(seconds, "httpx.Client.post", unit=1e6)


def _seconds(send: Callable[[], object]) -> float:
    begun = time.perf_counter()
    send()
    return time.perf_counter() - begun


def import_costs(rounds: int) -> list[list[str]]:
    """CPU seconds of an import in a fresh interpreter, relative to httpx."""
    seconds: dict[str, list[float]] = {}
    modules = [("httpx", "httpx"), *((name, module) for name, module, _ in PACKAGES)]
    for _ in range(rounds):
        for name, module in modules:
            code = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
            result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
            if result.returncode == 0:
                seconds.setdefault(name, []).append(float(result.stdout))
    return _relative(seconds, "httpx", unit=1e3)


def _relative(seconds: dict[str, list[float]], base: str, unit: float) -> list[list[str]]:
    rows = []
    for name, measured in sorted(seconds.items(), key=lambda item: statistics.median(item[1])):
        ratios = sorted(own / other for own, other in zip(measured, seconds[base], strict=True))
        middle = statistics.median(ratios)
        spread = f"{ratios[len(ratios) // 4]:.2f} to {ratios[3 * len(ratios) // 4]:.2f}"
        rows.append([name, f"{middle:.2f}", spread, f"{statistics.median(measured) * unit:.0f}"])
    return rows


def sizes() -> list[list[str]]:
    """Installed megabytes of each package and of what it brings beyond httpx, without bytecode."""
    base = _closure("httpx")
    rows = []
    for name, module, distribution in PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            new = sorted(_closure(distribution) - base - {_canonical(distribution)})
            own = _megabytes(distribution, module)
            total = own + sum(_megabytes(other) for other in new)
            listed = ", ".join(f"{other} {_megabytes(other):.2f}" for other in new)
            rows.append([name, f"{own:.2f}", f"{total:.2f}", str(len(new)), listed])
    return rows


def _closure(distribution: str) -> set[str]:
    found: set[str] = set()
    waiting = [_canonical(distribution)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            required = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # wanted on another platform or Python only
        found.add(name)
        wanted = (line for line in required if "extra ==" not in line)
        waiting += [_canonical(re.match(r"[\w.-]+", line)[0]) for line in wanted]  # type: ignore[index]  # a requirement begins with a name
    return found


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _megabytes(distribution: str, module: str | None = None) -> float:
    files = [Path(str(file.locate())) for file in metadata.files(distribution) or [] if file.suffix != ".pyc"]
    if module and not any(module in file.parts for file in files):  # installed for editing
        folder = Path(importlib.import_module(module).__file__ or "").parent
        files = [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


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


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def report(arguments: argparse.Namespace) -> str:
    """Measure everything, as Markdown."""
    versions = ["httpx", *(distribution for _, _, distribution in PACKAGES), "fastjsonschema", "stamina"]
    known = {
        _canonical(distribution.metadata["Name"]): distribution.version for distribution in metadata.distributions()
    }
    used = ", ".join(f"{name} {known[name]}" for name in versions if name in known)
    calls = call_costs(arguments.rounds, arguments.calls)
    ratio = ["ratio, median", "middle half of the ratios"]
    own = {row[0]: row for row in calls}["this client, checked"][1]
    journal = {row[0]: row for row in calls}["this client, journal"][1]
    imports = import_costs(arguments.imports)
    import_ratio = {row[0]: row for row in imports}["this client"][1]
    waited, waits = wait_costs(arguments.wait_rounds, arguments.waits)
    size = sizes()
    command = f"python -m benchmarks.client --rounds {arguments.rounds} --calls {arguments.calls}"
    parts = [
        "# What the client costs",
        f"{datetime.date.today().isoformat()}, Python {platform.python_version()}, "
        f"{os.cpu_count()} shared cores; {used}.",
        f"`{command} --imports {arguments.imports}`",
        "Every ratio is pairwise within one round; of the calls of a round the lower quartile counts, so that other "
        "work on the machine does not. Absolute figures drift with the machine.",
        f"## A create over loopback, httpx = 1 (target: at most {TARGET_CALL}; here {own})",
        table(["call", *ratio, "microseconds"], calls),
        f"With a journal in a file: target at most {TARGET_JOURNAL}; here {journal}. It waits for the disk once, "
        "before the request leaves, so that after a loss of power nothing is paid twice; where outcomes survive that, "
        "too, it waits a second time.",
        f"## Import by CPU, httpx = 1 (target: at most {TARGET_IMPORT}; here {import_ratio})",
        table(["package", *ratio, "milliseconds"], imports),
        f"## {arguments.waits} waits at once by CPU, a loop by hand = 1 "
        f"(target: at most {TARGET_WAITS}; here {waited:.2f})",
        f"Each task is read {READS} times, {INTERVAL:g} seconds apart, over loopback; the waits begin at random in one "
        "interval.",
        table(["waits", "ratio, median", "least to most", "CPU seconds"], waits),
        f"## Installed size in MB beyond httpx (target: under {TARGET_SIZE}; here {size[0][2]})",
        table(["package", "own", "own and new dependencies", "new dependencies", "which"], size),
        "## POSTs sent when the answer to one create does not come",
        table(["call", "POSTs"], posts_on_a_read_timeout()),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="What the client costs beside httpx, openai and runwayml.")
    parser.add_argument("--rounds", type=int, default=60, help="rounds of calls (default: %(default)s)")
    parser.add_argument("--calls", type=int, default=40, help="calls per candidate and round (default: %(default)s)")
    parser.add_argument("--imports", type=int, default=15, help="imports per package (default: %(default)s)")
    parser.add_argument("--waits", type=int, default=1000, help="waits at once (default: %(default)s)")
    parser.add_argument("--wait-rounds", type=int, default=3, help="rounds of these (default: %(default)s)")
    parser.add_argument("--output", type=Path, help="a Markdown file (default: standard output)")
    arguments = parser.parse_args()
    text = report(arguments)
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
