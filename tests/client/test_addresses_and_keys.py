"""Addresses and keys are taken as people write them, or refused with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from video_generations_client import (
    ConfigurationError,
    NotFound,
    VideoGenerations,
)

from tests.client.answers import AWAY, GOOD, VALID
from tests.client.conftest import KEY, Both
from tests.client.scripted_server import ScriptedServer, answer


@pytest.mark.parametrize(
    "tail",
    [
        *("/v2/videos/generations", "/v2/videos/generations/", "/v2/videos", "/v2", "/V2/Videos/Generations"),
        *("/relay/v2/videos/generations", "//v2//videos/generations", "/v2/videos/generations/t-1", "/relay/v2/"),
        *("/v2/videos/generations/.", "/v2/./videos/generations", "/%76%32/videos/generation%73", "/v2\\videos"),
        *("/v2/videos/generations;x", "/v2/videos/generations%20", "/v2/videos%2Fgenerations", "/v2/videos/../videos"),
    ],
)
@pytest.mark.parametrize("variable", [False, True])
def test_an_address_that_holds_the_endpoint_is_refused(
    tail: str,
    variable: bool,  # noqa: FBT001 - a row of the table
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "VIDEO_GENERATIONS_BASE_URL" if variable else "base_url"
    if variable:
        monkeypatch.setenv(name, AWAY + tail)
    with pytest.raises(ConfigurationError, match=f"{name} holds .*adds /v2/videos/generations by itself.*without"):
        VideoGenerations("", base_url=None if variable else AWAY + tail)


@pytest.mark.parametrize("tail", ["/v2", "/relay/v2/videos"])
@pytest.mark.parametrize("variable", [False, True])
def test_an_address_that_says_that_it_is_meant_is_taken(
    tail: str,
    variable: bool,  # noqa: FBT001 - a row of the table
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A relay may be mounted below a path that begins like the endpoint."""
    with ScriptedServer([GOOD]) as server:
        given = f"{server.url}{tail}/."
        if variable:
            monkeypatch.setenv("VIDEO_GENERATIONS_BASE_URL", given)
        with VideoGenerations("", base_url=None if variable else given) as videos:
            videos.create(**VALID)
        assert [request.target for request in server.received] == [f"{tail}/v2/videos/generations"]


@pytest.mark.parametrize("tail", ["/v1", "/generations", "/v2x", "/v2/relay", "/videos"])
def test_an_address_with_another_path_is_taken(tail: str) -> None:
    assert AWAY + tail in repr(VideoGenerations("", base_url=AWAY + tail))


@pytest.mark.parametrize("url", [b"http://127.0.0.1", 8080, ["http://127.0.0.1"], httpx.URL("http://127.0.0.1")])
def test_an_address_of_another_type_is_refused(url: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"base_url must be a text \(str\)"):
        VideoGenerations("", base_url=url)


@pytest.mark.parametrize(
    "given",
    [
        "Bearer {}",
        "bearer {}",
        "BEARER  {}\n",
        "Bearer\t{}",
        "Authorization: Bearer {}",
        "Bearer Bearer {}",
        "Bearer: {}",
    ],
)
@pytest.mark.parametrize("variable", [False, True])
def test_the_word_before_a_key_is_not_sent_twice(
    given: str,
    variable: bool,  # noqa: FBT001 - a row of the table
    both: Both,
    serve: Callable[..., ScriptedServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = serve(GOOD)
    monkeypatch.setenv("VIDEO_GENERATIONS_API_KEY", given.format(KEY))
    both.options["api_key"] = None if variable else given.format(KEY)
    both.create(**VALID)
    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (b"sk-case-0123456789", r"must be a text \(str\), and not of type bytes"),
        (5, "not of type int"),
        (b"", "not of type bytes"),
        ("Bearer", "the word Bearer alone"),
        ("Bearer ", "the word Bearer alone"),
        ("Basic dXNlcjpwYXNz", "blank"),
        ("sk 1", "blank"),
        ("sk-1\nX-Evil: 1", "line break"),
        ('"sk-0123456789"', "quotation marks"),
        ("\u201csk-0123456789\u201d", "quotation marks"),
        ("sk-0123456789'", "quotation marks"),
        ("schlüssel", "no header can carry"),
        ("sk-\x00", "no header can carry"),
    ],
)
def test_an_invalid_key_is_refused_with_the_reason(key: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        VideoGenerations(key, base_url=AWAY)


def test_a_404_names_the_address_that_was_asked(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(answer(404, b"<html><title>404</title></html>", headers=[("Content-Type", "text/html")]))
    both.options["base_url"] = server.url + "/relay"
    calls: list[Callable[[], Any]] = [lambda: both.create(**VALID), lambda: both.get("t/1")]
    for call in calls:
        with pytest.raises(NotFound) as caught:
            call()
        assert f"at {server.url}{server.received[-1].target}" in str(caught.value)
