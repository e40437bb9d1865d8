"""Paths of a spec are found as requests have them: percent-encoded, whatever the spec writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Request
from clausewise.spec import Spec


@pytest.mark.parametrize(
    ("written", "sent", "status"),
    [
        ("/a%20b", b"/a%20b", 200),
        ("/a b", b"/a%20b", 200),
        ("/\u00fc", b"/%C3%BC", 200),
        ("/\u00fc/{id}", b"/%C3%BC/7", 200),
        ("/a:b(c)", b"/a:b(c)", 200),
        ("/a b", b"/ab", 404),
    ],
)
def test_a_path_is_found(written: str, sent: bytes, status: int) -> None:
    named = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}] if "{" in written else []
    operation = {"operationId": "readIt", "parameters": named, "responses": {"200": {"description": "ok"}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {written: {"get": operation}}}
    server = MockServer(Spec.of(document, Path("paths.json")))
    assert server.answer(Request("GET", sent, b"", {}, b"")).status == status
