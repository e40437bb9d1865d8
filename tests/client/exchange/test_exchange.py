"""One request and its answer, without a server: what leaves, and what is kept of what comes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from video_generations_client.call import Call
from video_generations_client.exchange import send
from video_generations_client.settings import USER_AGENT

from tests.client.conftest import KEY, TRUST
from tests.client.exchange.conftest import BASE, LIMITS, Body, Exchanged, a_call, settings, well
from tests.client.transports import Function


@pytest.mark.parametrize("own", [True, False])
def test_a_request_leaves_as_the_call_says(exchanged: Exchanged, *, own: bool) -> None:
    seen: list[httpx.Request] = []
    call = a_call(answer=object())
    answer = exchanged(call, settings(key=KEY, own_http=own, headers={"X-Team": "a"}), well(seen))
    (request,) = seen
    assert (request.method, str(request.url), request.content) == ("POST", f"{BASE}/v2/things/1", b"{}")
    assert {name: request.headers[name] for name in ("accept", "authorization", "content-type", "user-agent")} == {
        "accept": "application/json",
        "authorization": f"Bearer {KEY}",
        "content-type": "application/json",
        "user-agent": USER_AGENT,
    }
    assert request.headers["x-team"] == "a"
    assert (request.headers["host"], request.headers["content-length"]) == ("127.0.0.1:9", "2")
    assert request.extensions["timeout"] == {"connect": 1.0, "read": 2.0, "write": 3.0, "pool": 1.0}
    assert [*request.extensions["trace"]._seconds.values()] == [1.0, 2.0, 2.0], "of a SOCKS proxy, head and body"
    assert (answer.status, answer.data, answer.headers["x-seen"]) == (200, {"task_id": "t"}, "yes")
    assert call.answer is answer
    assert call.certain is False
    assert answer.cut is None


@pytest.mark.parametrize("own", [True, False])
def test_a_request_without_a_body_has_no_type(exchanged: Exchanged, *, own: bool) -> None:
    seen: list[httpx.Request] = []
    exchanged(Call("GET", "/v2/things", "/v2/things/1", False, LIMITS), settings(own_http=own), well(seen))  # noqa: FBT003 - as the client calls it
    assert seen[0].content == b""
    assert "content-type" not in seen[0].headers
    assert (seen[0].headers["host"], "content-length" in seen[0].headers) == ("127.0.0.1:9", False)


@pytest.mark.parametrize("body", [None, b""])
@pytest.mark.parametrize("own", [True, False])
def test_a_post_without_a_body_says_that_it_has_none(exchanged: Exchanged, body: bytes | None, *, own: bool) -> None:
    seen: list[httpx.Request] = []
    exchanged(a_call(body=body), settings(own_http=own), well(seen))
    assert seen[0].headers["content-length"] == "0"


@pytest.mark.parametrize(
    ("given", "body", "length", "coding"),
    [
        ({}, b"{}", "2", None),
        ({}, b"", "0", None),
        ({"Transfer-Encoding": "chunked"}, b"{}", None, "chunked"),
        ({"Content-Length": "9"}, b"{}", "2", None),
    ],
)
def test_what_a_client_of_the_caller_leaves_out_is_put_in(
    given: dict[str, str], body: bytes, length: str | None, coding: str | None
) -> None:
    class Bare(httpx.Client):
        def build_request(self, method: str, url: httpx.URL | str, **rest: Any) -> httpx.Request:
            built.append(rest["content"])
            return httpx.Request(method, url, headers=given, stream=Body(b"{}"))

    seen: list[httpx.Request] = []
    built: list[bytes] = []
    with Bare(transport=Function(well(seen)), verify=TRUST) as http:
        send(http, a_call(body=body), settings(own_http=False))
    assert built == [body], "which it may sign"
    headers = seen[0].headers
    assert (headers["host"], headers.get("content-length"), headers.get("transfer-encoding")) == (
        "127.0.0.1:9",
        length,
        coding,
    )


@pytest.mark.parametrize("own", [True, False])
def test_only_a_client_of_the_caller_adds_its_own(exchanged: Exchanged, *, own: bool) -> None:
    seen: list[httpx.Request] = []
    exchanged(a_call(), settings(own_http=own), well(seen), headers={"X-Own": "b"}, params={"p": "1"})
    assert ("x-own" in seen[0].headers, str(seen[0].url).endswith("?p=1")) == (not own, not own)


@pytest.mark.parametrize(("key", "sent"), [(KEY, f"Bearer {KEY}"), ("", "Basic dTpw")])
def test_with_a_key_of_ours_the_caller_s_own_has_no_place(exchanged: Exchanged, key: str, sent: str) -> None:
    seen: list[httpx.Request] = []
    exchanged(a_call(), settings(key=key, own_http=False), well(seen), auth=("u", "p"))
    assert seen[0].headers["authorization"] == sent


def test_a_redirect_is_an_answer_also_to_a_client_that_follows(exchanged: Exchanged) -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(307, headers={"Location": "/elsewhere"})

    assert exchanged(a_call(), settings(own_http=False), handler, follow_redirects=True).status == 307
    assert len(seen) == 1


def test_a_body_is_read_no_further_than_is_of_use(exchanged: Exchanged, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video_generations_client.answer.MOST_BYTES", 5)
    body = Body(b"123", b"456", b"789", b"0")
    answer = exchanged(a_call(), settings(), lambda _: httpx.Response(200, stream=body))
    assert (body.read, body.closed, answer.text) == (2, True, "123456")
    assert answer.cut == "it is longer than 5 bytes"


def test_a_body_has_the_time_of_a_read(exchanged: Exchanged, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([100.0, 101.0, 102.0, 102.1])
    monkeypatch.setattr("video_generations_client.answer.monotonic", lambda: next(now))
    body = Body(b"1", b"2", b"3", b"4")
    answer = exchanged(a_call(), settings(), lambda _: httpx.Response(200, stream=body))
    assert (answer.text, answer.cut) == ("123", "it was not whole after 2 seconds")


def test_an_answer_knows_where_it_was_asked_for(exchanged: Exchanged) -> None:
    answer = exchanged(a_call(), settings(), lambda _: httpx.Response(404))
    assert answer.summary() == f"404 (no body) at {BASE}/v2/things/1"


def test_a_body_that_breaks_off_is_kept(exchanged: Exchanged) -> None:
    body = Body(b'{"task_id": "t-1"', httpx.ReadError(f"lost {KEY}"))
    call = a_call()
    answer = exchanged(call, settings(key=KEY), lambda _: httpx.Response(200, stream=body))
    assert (answer.text, answer.cut) == ('{"task_id": "t-1"', "ReadError: lost [API key]")
    assert answer.find_id("task_id") == "t-1"
    assert body.closed
    assert call.answer is answer
