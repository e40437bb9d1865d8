"""A mock server in a process of its own, which counts what arrives for each of many runs, below a path each."""

from __future__ import annotations

import urllib.request
from collections import Counter
from json import loads

#: Its program; it prints its address, and ends with its standard input.
SERVER = """
import asyncio, collections, json, sys
from clausewise.mock_server import MockServer, running
from clausewise.spec import Spec

servers = collections.defaultdict(lambda: MockServer(Spec.load()))
arrived = collections.defaultdict(collections.Counter)

async def counting(scope, receive, send):
    # Each run has a path of its own: what arrives late of one that was killed is not taken for another's.
    run, path = scope["path"][1:].partition("/")[::2]
    scope = {**scope, "path": f"/{path}", "raw_path": f"/{path}".encode()}
    server = servers[run]
    if path == "counts":
        body = json.dumps([server.accepted, server.requests, arrived[run]]).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})
        return
    parts = [json.dumps([scope["method"], scope["path"], sorted(map(str, scope["headers"]))]).encode()]

    async def heard():
        message = await receive()
        parts.append(message.get("body", b""))
        # Where its sender was killed in the midst of it, no whole request arrives.
        if message["type"] == "http.request" and not message.get("more_body"):
            arrived[run][b"".join(parts).decode("latin-1")] += scope["method"] == "POST"
        return message

    await asyncio.sleep(0.01)
    await server(scope, heard, send)

with running(counting) as url:
    print(url, flush=True)  # noqa: T201 - progress
    sys.stdin.read()
"""


def counts_of(url: str) -> tuple[int, int, Counter[str]]:
    """The number of accepted requests, of all that have arrived, and of each POST."""
    with urllib.request.urlopen(f"{url}/counts") as answer:  # noqa: S310 - the loopback
        accepted, requests, arrived = loads(answer.read())
    return accepted, requests, Counter(arrived)
