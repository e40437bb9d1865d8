"""An HTTP client of the caller's keeps its own, and takes nothing from a create."""

from __future__ import annotations

import httpx
import pytest
import video_generations_client
from video_generations_client import (
    NoAnswer,
    OutcomeUnknown,
    VideoGenerations,
)

from tests.client.conftest import KEY


def test_the_callers_http_client_stays_open() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"task_id": "t"}))
    with httpx.Client(transport=transport, headers={"X-Mine": "1"}) as http:
        with VideoGenerations("", base_url="https://host.example", http_client=http) as client:
            assert client.create(prompt="p", model="sora-2").task_id == "t"
        assert not http.is_closed
    with VideoGenerations("", base_url="https://host.example") as client:
        own = client._connections.current()
    assert own.is_closed


def test_a_hook_that_raises_does_not_hide_that_the_outcome_is_unknown() -> None:
    """`raise_for_status` as an event hook of httpx is common."""
    http = httpx.Client(
        transport=httpx.MockTransport(lambda _: httpx.Response(500, json={"task_id": "t"})),
        event_hooks={"response": [httpx.Response.raise_for_status]},
    )
    client = VideoGenerations("", base_url="https://host.example", http_client=http, retries=None)
    with pytest.raises(OutcomeUnknown, match="HTTPStatusError: Server error '500"):
        client.create(prompt="p", model="sora-2")
    with pytest.raises(NoAnswer):
        client.get("t")


def test_a_key_of_ours_takes_the_place_of_the_http_clients_own_auth() -> None:
    seen = []

    def transport(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(200, json={"task_id": "t"})

    http = httpx.Client(transport=httpx.MockTransport(transport), auth=("user", "password"))
    VideoGenerations(KEY, base_url="https://host.example", http_client=http).create(prompt="p", model="sora-2")
    VideoGenerations("", base_url="https://host.example", http_client=http).create(prompt="p", model="sora-2")
    assert seen[0] == f"Bearer {KEY}"
    assert seen[1].startswith("Basic ")


def test_an_http_client_that_follows_redirects_does_not_follow_that_of_a_create() -> None:
    seen = []

    def transport(request: httpx.Request) -> httpx.Response:
        seen.append(request.url)
        return httpx.Response(307, headers={"Location": "https://other.example/"})

    http = httpx.Client(transport=httpx.MockTransport(transport), follow_redirects=True)
    client = VideoGenerations("", base_url="https://host.example", http_client=http)
    with pytest.raises(video_generations_client.OutcomeUnknown):
        client.create(prompt="p", model="sora-2")
    assert len(seen) == 1
