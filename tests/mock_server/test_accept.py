"""An answer has a media type that the request accepts, or is 406."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.media_types import preferred
from clausewise.spec import Spec
from tests.mock_server.conftest import PLAIN, asking


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        ("*/*", True),
        ("application/json", True),
        ("APPLICATION/JSON; charset=utf-8", True),
        ("application/*;q=0.1", True),
        ("text/html, application/json;q=0.1", True),
        ("text/html, */*;q=0.01", True),
        ("", True),
        ("nonsense", True),
        ("text/html", False),
        ("application/xml, text/*", False),
        ("application/json;q=0", False),
        ("*/*;q=0", False),
        ("application/json;q=0, */*", False),
    ],
)
def test_accept_is_honoured_or_406(spec: Spec, accept: str, taken: bool) -> None:  # noqa: FBT001 - a table
    server = MockServer(spec)
    answer = asking(server)(PLAIN, accept=accept)
    assert answer.status == (200 if taken else 406)
    assert server.accepted == int(taken)


def test_another_media_type_of_the_spec_is_sent_where_it_is_asked_for(tmp_path: Path) -> None:
    content = {"application/json": {"example": {"a": 1}}, "text/csv": {"example": "a\n1"}}
    responses = {"200": {"description": "", "content": content}}
    spec = Spec({"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": responses}}}}, tmp_path / "x.yaml")
    ask = asking(MockServer(spec))
    assert json.loads(ask(None, "GET", "/a").body) == {"a": 1}
    csv = ask(None, "GET", "/a", accept="text/csv, application/json;q=0.5")
    assert (csv.body, csv.header(b"content-type")) == (b"a\n1", b"text/csv")


@pytest.mark.parametrize("accept", [",", ";", ";;q=1", "a/b;q=x", "/", "\x00", "é/é", "a/b" * 500])
def test_any_accept_header_is_read_without_an_error(accept: str) -> None:
    assert preferred(accept, ("application/json",)) in (None, "application/json")
