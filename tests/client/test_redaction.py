"""The API key is taken out of what a server echoes, however it is spelled, and nothing else is."""

from __future__ import annotations

import base64
import html
import json
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from video_generations_client import (
    AuthenticationError,
    OutcomeUnknown,
)

from tests.client.conftest import KEY, SPELLINGS, Both
from tests.client.scripted_server import ScriptedServer, answer


def _each(form: str) -> str:
    return "".join(form.format(ord(character)) for character in KEY)


@pytest.mark.parametrize(
    "echoed",
    [
        *SPELLINGS,
        KEY.replace("/", r"\/"),
        json.dumps(json.dumps(KEY.replace("/", r"\/"))).strip('\\"'),
        KEY.replace("+", r"\u002B"),
        KEY.replace("+", r"\\u002b"),
        quote(KEY, safe="").lower(),
        base64.urlsafe_b64encode(KEY.encode()).decode(),
        SPELLINGS[2].replace("=", "%3D"),
        html.escape(KEY).replace("/", "&#47;").replace("+", "&#x2B;"),
        _each("\\u{:04x}"),
        _each("%{:02X}"),
        _each("&#{};"),
    ],
)
def test_no_escape_hides_the_key_in_what_is_kept(both: Both, serve: Callable[..., ScriptedServer], echoed: str) -> None:
    serve(answer(401, f'{{"message": "bad token {echoed}!"}}'.encode()))
    with pytest.raises(AuthenticationError) as caught:
        both.create(prompt="p", model="sora-2")
    assert caught.value.body == '{"message": "bad token [API key]!"}'


@pytest.mark.parametrize("spelt", [str, json.dumps, lambda key: quote(key, safe="")], ids=["plain", "json", "url"])
def test_a_key_as_long_as_a_token_is_taken_out_whole(
    both: Both, serve: Callable[..., ScriptedServer], spelt: Callable[[str], str]
) -> None:
    """Of so long a key only the beginning is looked for exactly, since a pattern of all takes seconds to be made."""
    key = "sk-" + "aB3_/+" * 1330 + "/end"
    both.options["api_key"] = key
    record = {"task_id": "t", "status": "SUCCESS", "data": {"output": "https://a.example/k.mp4"}}
    serve(answer(200, {**record, "echo": spelt(key)}), answer(401, f"bad {key}!".encode()))
    seen = both.get("t")
    assert seen.output == "https://a.example/k.mp4"
    assert seen.raw["echo"].strip('"') == "[API key]"
    with pytest.raises(AuthenticationError) as caught:
        both.get("t")
    assert caught.value.body == "bad [API key]!"


@pytest.mark.parametrize("key", ["a", "k", "API", "]", "test"])
def test_a_short_key_is_taken_out_of_errors_and_leaves_results_alone(
    both: Both, serve: Callable[..., ScriptedServer], key: str
) -> None:
    record = {"task_id": "t", "status": "SUCCESS", "data": {"output": "https://a.example/latest/k.mp4"}}
    serve(answer(200, record), answer(401, f"x{key}x {key}".encode()))
    both.options["api_key"] = key
    assert both.get("t").raw == record
    with pytest.raises(AuthenticationError) as caught:
        both.get("t")
    assert caught.value.body == "x[API key]x [API key]"


def test_a_body_of_backslashes_costs_no_time(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(answer(401, b"\\" * 1_000_000))
    begun = time.monotonic()
    with pytest.raises(AuthenticationError):
        both.get("t")
    assert time.monotonic() - begun < 20


def test_a_short_key_does_not_cost_the_id_that_it_is_a_part_of(
    both: Both, serve: Callable[..., ScriptedServer]
) -> None:
    serve(answer(200, {"task_id": "task-1"}), answer(500, {"task_id": "task-2"}))
    both.options["api_key"] = "task"
    assert both.create(prompt="p", model="sora-2").task_id == "task-1"
    with pytest.raises(OutcomeUnknown) as caught:
        both.create(prompt="p", model="sora-2")
    assert caught.value.task_id == "task-2"
    assert "task-2" not in caught.value.body


def test_a_record_is_kept_without_the_key(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(answer(200, {"task_id": "t", "status": "QUEUED", "search_item": f"Bearer {KEY}"}))
    assert both.get("t").raw["search_item"] == "Bearer [API key]"
