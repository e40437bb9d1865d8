"""Faults and variants that are switched while a server runs, in one process or in several that share a store."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clausewise.mock_server.exchange import Answer, Request, json_answer

#: Changes of a server that are faults and variants, from their names; ValueError for names that there are not.
Together = Callable[[Sequence[str], Sequence[str]], list[Callable[[Any], None]]]

_KNOWN = ("faults", "variants")


def no_changes(_: Sequence[str], __: Sequence[str]) -> list[Callable[[Any], None]]:
    """Nothing: a server without a catalogue has no faults to switch."""
    return []


@dataclass
class Switching:
    """The faults and variants of a server by name, with what they are, and which of them it has now."""

    faults: Mapping[str, str] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)
    together: Together = no_changes
    now: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _KNOWN})

    def answer(self, request: Request, change: Callable[[list[Callable[[Any], None]]], None]) -> Answer:
        """The answer to GET, which shows what is switched on; PUT, which switches; DELETE, which switches all off.

        PUT must come as application/json: a page of another origin cannot send that unasked.
        """
        if request.method == "GET":
            return json_answer(200, self.now)
        if request.method not in ("PUT", "DELETE"):
            return json_answer(405, {"message": "GET, PUT or DELETE"}, (b"allow", b"DELETE, GET, PUT"))
        wanted: Any = {}
        if request.method == "PUT":
            if not (request.header(b"content-type") or "").lower().startswith("application/json"):
                return json_answer(415, {"message": "send application/json"})
            try:
                wanted = json.loads(request.body)
            except (ValueError, RecursionError):
                wanted = None
        if not isinstance(wanted, dict) or not wanted.keys() <= {*_KNOWN} or not all(map(_names, wanted.values())):
            return json_answer(400, {"message": 'send {"faults": [names], "variants": [names]}'})
        try:
            self.switch(wanted.get("faults", []), wanted.get("variants", []), change)
        except ValueError as error:
            return json_answer(400, {"message": str(error)})
        return json_answer(200, self.now)

    def switch(
        self, faults: list[str], variants: list[str], change: Callable[[list[Callable[[Any], None]]], None]
    ) -> None:
        """Have these and no others; ValueError when there is none of a name, or one would hide another."""
        change(self.together(faults, variants))
        self.now = {"faults": faults, "variants": variants}


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)
