"""Hostile requests of many kinds, mixed: no 5xx that nobody has ordered, no hang, no growth of memory.

`python -m benchmarks.mock_endurance [--requests 20000] [--seed 0]`. The server is the command, a process of its own.
Exit code 0 when all of it holds, 1 when not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter, deque
from collections.abc import Callable

from benchmarks.mock_server import commands, memory, served

CREATE = b"/v2/videos/generations"
#: Seconds that an answer may take; those that are told to wait are told shorter times.
WITHIN = 30.0
#: MB that the memory may grow by from the end of the warm-up, a fifth of all requests, to the end.
GROWTH = 10.0
Sent = tuple[bytes, bool]


def sent(method: bytes, path: bytes, body: bytes = b"", *headers: bytes) -> bytes:
    """One request as bytes."""
    lines = [method + b" " + path + b" HTTP/1.1", b"host: localhost", *headers]
    if body or method == b"POST":
        lines.append(b"content-length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class Hostile:
    """Requests at random, the same for a seed. `tasks` are ids that the server has answered with."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.tasks = deque([b"none"], maxlen=5000)
        self.kinds: list[Callable[[], Sent]] = [
            *[self.create] * 6, *[self.read] * 4, self.video, self.broken_json, self.broken_json, self.odd_fields,
            self.odd_fields, self.odd_headers, self.odd_headers, self.odd_path, self.odd_method, self.preflight,
            self.own_page, self.switch, self.scripted, self.scripted, self.asked_error, self.no_http,
        ]  # fmt: skip

    def next(self) -> Sent:
        """A request, and whether a 5xx was ordered with it."""
        return self.random.choice(self.kinds)()

    def noise(self, most: int = 60) -> bytes:
        """Some bytes of any value but those that end a line."""
        return self.random.randbytes(self.random.randrange(most)).replace(b"\r", b"?").replace(b"\n", b"?")

    def json(self, value: object, *headers: bytes) -> bytes:
        """A create with a JSON value."""
        return sent(b"POST", CREATE, json.dumps(value).encode(), b"content-type: application/json", *headers)

    def create(self) -> Sent:
        """A valid create, with a hook that nobody answers now and then."""
        hooks = ["http://127.0.0.1:1/x", "https://hooks.example.com/", "http://169.254.169.254/"]
        body = {"prompt": self.noise().decode("latin-1"), "model": self.random.choice(["sora-2", "sora-2-pro"])}
        if self.random.random() < 0.2:
            body["notify_hook"] = self.random.choice(hooks)
        return self.json(body), False

    def read(self) -> Sent:
        """A read of a known or of any id."""
        known = self.random.random() < 0.7
        return sent(b"GET", CREATE + b"/" + (self.random.choice(self.tasks) if known else _quoted(self.noise()))), False

    def video(self) -> Sent:
        """A range of a video, or of none."""
        name = self.random.choice([self.tasks[0], self.tasks[0], b"..%2f..%2fetc%2fpasswd", b""])
        spans = [b"bytes=0-9", b"bytes=-5", b"bytes=9-1", b"bytes=99999999-", b"bytes=0-1,3-4", self.noise()]
        return sent(b"GET", b"/__videos/" + name + b".mp4", b"", b"range: " + self.random.choice(spans)), False

    def broken_json(self) -> Sent:
        """A body that is not the JSON it should be."""
        bodies = [
            b"", b"{", b'{"prompt": NaN}', b"[" * 50_000, b'{"a":' * 5000, b'{"prompt": "\xff\xfe"}', b"9" * 10_000,
            b'{"prompt": "\\ud800", "model": "sora-2"}', b"null", self.noise(500), b'{"model": ' + b"1" * 5000 + b"}",
        ]  # fmt: skip
        return sent(b"POST", CREATE, self.random.choice(bodies), b"content-type: application/json"), False

    def odd_fields(self) -> Sent:
        """Fields of other types and values."""
        values: list[object] = [
            None,
            True,
            -1,
            10**400,
            1.5e300,
            "",
            "\ud800",
            "x" * 5000,
            [],
            [[]] * 500,
            {},
            {"a": {"b": []}},
        ]
        names = ["prompt", "model", "images", "hd", "duration", "notify_hook", "character_timestamps", "\ud800", "zz"]
        body = {"prompt": "A boat.", "model": "sora-2"}
        changed = {self.random.choice(names): self.random.choice(values) for _ in range(2)}
        return self.json(body | changed), False

    def odd_headers(self) -> Sent:
        """Headers with anything in them."""
        names = [b"accept", b"prefer", b"host", b"origin", b"authorization", b"content-type", b"cookie", b"range"]
        headers = [self.random.choice(names) + b": " + self.noise().replace(b"\0", b"?") for _ in range(3)]
        return self.json({"prompt": "A boat.", "model": "sora-2"}, *headers), False

    def odd_path(self) -> Sent:
        """A path of any bytes."""
        return sent(
            b"GET", b"/" + _quoted(self.noise()) + self.random.choice([b"", b"?" + _quoted(self.noise())])
        ), False

    def odd_method(self) -> Sent:
        """Another method."""
        return sent(self.random.choice([b"PUT", b"DELETE", b"PATCH", b"TRACE", b"OPTIONS", b"MKCOL"]), CREATE), False

    def preflight(self) -> Sent:
        """A request like that of a browser."""
        asked = [b"authorization", b"a,b , c", self.noise().replace(b"\0", b"?"), b"x" * 3000]
        question = [b"access-control-request-method: POST", b"access-control-request-headers: "]
        origin = b"origin: https://a.example"
        return sent(b"OPTIONS", CREATE, b"", origin, question[0], question[1] + self.random.choice(asked)), False

    def own_page(self) -> Sent:
        """A page of the server's own."""
        path = self.random.choice([b"/", b"/docs", b"/openapi.json", b"/__requests", b"/__pages/page.css"])
        return sent(
            b"GET", path, b"", b"accept: " + self.random.choice([b"text/html", b"*/*", b"application/json"])
        ), False

    def switch(self) -> Sent:
        """An attempt to switch faults that there are not."""
        bodies = [b'{"faults": ["no-such"]}', b"[]", b"{", b'{"faults": 7}', b"[" * 20_000]
        return sent(b"PUT", b"/__mock", self.random.choice(bodies), b"content-type: application/json"), False

    def scripted(self) -> Sent:
        """A life or an answer to order, known or not."""
        words = [
            b"life=failed",
            b"life=stuck+wrapped",
            b"life=merry",
            b"wait=0.01",
            b"wait=nan",
            b"example=no",
            b"code=9",
        ]
        return self.json({"prompt": "A boat.", "model": "sora-2"}, b"prefer: " + self.random.choice(words)), False

    def asked_error(self) -> Sent:
        """A 5xx that was ordered."""
        return self.json({"prompt": "A boat. [mock code=503]", "model": "sora-2"}), True

    def no_http(self) -> Sent:
        """Bytes that are no request."""
        odd = [b"?" + self.noise(300) + b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", sent(b"GET", b"/ x y")]
        return self.random.choice(odd), False


def _quoted(data: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte if byte <= 32 or byte >= 127 or byte in b"?#%" else bytes([byte]) for byte in data)


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
