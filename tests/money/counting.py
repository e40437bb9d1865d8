"""A conforming server that adds up what it charges."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clausewise.mock_server import MockServer
from clausewise.settings.prices import read_prices
from tests.settings.price_list import SPEC


class Counting:
    """A conforming server that counts, and adds up what each accepted body costs."""

    def __init__(self, prices: Path, *, keys: frozenset[str]) -> None:
        self.server = MockServer(SPEC, keys=keys)
        self.prices = read_prices(prices, SPEC)
        self.spent = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, and reckon with its body where it is accepted."""
        body = b""
        accepted = self.server.accepted

        async def read() -> Any:
            nonlocal body
            message = await receive()
            body += message.get("body", b"")
            return message

        await self.server(scope, read, send)
        if self.server.accepted > accepted:
            self.spent += self.prices.of(json.loads(body))
