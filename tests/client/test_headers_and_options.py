"""Headers and options of the caller have their place, or are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from video_generations_client import (
    ConfigurationError,
    VideoGenerations,
)

from tests.client.answers import AWAY, GOOD, VALID
from tests.client.conftest import Both
from tests.client.scripted_server import ScriptedServer


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"authorization": "Bearer other"}, "give api_key"),
        ({"CONTENT-TYPE": "text/plain"}, "the body is JSON"),
        ({"Accept-Encoding": "br"}, "set by the client"),
        ({"content-length": "1"}, "set by the client"),
        ({"Host": "other.example"}, "set by the client"),
        ({"X-A": "1", "x-a": "2"}, "given twice"),
        ({"X-A": "1\r\nX-B: 2"}, "printable ASCII"),
        ({"X-A": "ä"}, "printable ASCII"),
        ({"X-A": 5}, "printable ASCII"),
        ({"X A": "1"}, "no name of a header"),
        ({"": "1"}, "no name of a header"),
        ([("X-A", "1")], "must be a mapping"),
    ],
)
def test_a_header_that_cannot_stand_beside_ours_is_refused(headers: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        VideoGenerations("", base_url=AWAY, headers=headers)
    with pytest.raises(ConfigurationError, match=says):
        VideoGenerations("", base_url=AWAY).with_options(headers=headers)


def test_headers_of_the_caller_are_sent_once(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    both.options["headers"] = {"X-Team": "films", "user-agent": "studio/1.0"}
    both.create(**VALID)
    sent = server.received[0].headers
    assert (sent["x-team"], sent["user-agent"], sent["accept"]) == ("films", "studio/1.0", "application/json")
    assert server.received[0].names.count("user-agent") == 1


def test_a_header_may_be_a_secret_and_is_shown_nowhere() -> None:
    videos = VideoGenerations("", base_url=AWAY, headers={"X-Gateway-Key": "gw-secret"})
    assert "gw-secret" not in repr(videos) + repr(videos._settings)


@pytest.mark.parametrize("option", [{"retries": 3}, {"retries": "no"}, {"around_attempt": 5}, {"timeout": "3"}])
def test_an_option_of_another_type_is_refused(option: Any) -> None:
    with pytest.raises(ConfigurationError, match="must be"):
        VideoGenerations("", base_url=AWAY, **option)
