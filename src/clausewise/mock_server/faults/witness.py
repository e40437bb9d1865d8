"""Answers of a server to a witness of the catalogue, and whether two servers differ in them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults.entry import Sent

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer

UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def answers(server: MockServer, witness: tuple[Sent, ...]) -> list[Answer]:
    """The answers of a server to a witness, in order."""
    given: list[Answer] = []
    task_id = "none"
    for sent in witness:
        body = (
            sent.body if isinstance(sent.body, bytes) else b"" if sent.body is None else json.dumps(sent.body).encode()
        )
        headers = {name.encode(): value.encode() for name, value in sent.headers}
        path = sent.path.replace("{id}", task_id).encode()
        given.append(server.answer(Request(sent.method, path, b"", headers, body)))
        found = UUID.search(given[-1].body)
        if sent.method == "POST" and found:
            task_id = found[0].decode()
    return given


def alike(given: list[Answer]) -> list[str]:
    """Answers with every UUID replaced by the number of its first appearance."""
    text = b"\n".join(repr(answer).encode() for answer in given)
    seen: dict[bytes, int] = {}
    return UUID.sub(lambda found: b"id-%d" % seen.setdefault(found[0], len(seen)), text).decode().splitlines()
