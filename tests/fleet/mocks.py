"""Mock servers of a fleet, with different faults, below one address; what each was sent and has accepted is counted."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Receive, Scope, Send
from clausewise.mock_server.faults import changes
from clausewise.spec import Spec

#: The key that each of them takes.
KEY = "sk-fleet-6b1d93e07a52"


#: Methods by which, as HTTP has it, nothing is asked for that can be charged.
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


@dataclass
class Mocks:
    """Mock servers below a path each of one address, by the name of their fault; None is a conforming one."""

    names: list[str | None]
    servers: list[MockServer] = field(init=False)
    arrived: list[Counter[bytes]] = field(init=False)
    accepted_by: Counter[int] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        """Make the servers."""
        spec, keys = Spec.load(), frozenset([KEY])
        self.servers = [MockServer(spec, keys=keys, changes=changes(name)) for name in self.names]
        self.arrived = [Counter() for _ in self.names]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to its server, and count it by all that is in it once it is whole."""
        first, _, path = scope["path"][1:].partition("/")
        number = int(first)
        raw = scope["raw_path"].removeprefix(f"/{first}".encode())
        parts = [json.dumps([scope["method"], raw.decode("latin-1"), sorted(map(str, scope["headers"]))]).encode()]

        async def heard() -> Any:
            message = await receive()
            parts.append(message.get("body", b""))
            if message["type"] == "http.request" and not message.get("more_body"):
                self.arrived[number][b"".join(parts)] += scope["method"] == "POST"
            return message

        before = self.servers[number].accepted
        await self.servers[number]({**scope, "path": f"/{path}", "raw_path": raw}, heard, send)
        if scope["method"] not in SAFE:
            self.accepted_by[number] += self.servers[number].accepted - before

    @property
    def accepted(self) -> int:
        """The requests that all of them have accepted."""
        return self.accepted_by.total()
