"""The view of requests that a caller has: a hook around each attempt, and the answer to a success."""

from __future__ import annotations

import base64
import contextlib
import copy
import logging
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import Attempt, InvalidRequest, NotSent, OutcomeUnknown, VideoGenerations, data_uri

from tests.client.answers import DONE, gateway, retry_after
from tests.client.conftest import KEY, Both
from tests.client.scripted_server import Act, ScriptedServer, answer

BODY: dict[str, Any] = {"prompt": "p", "model": "sora-2"}
GOOD = answer(200, {"task_id": "t/1"}, headers=[("X-Request-Id", "req-7"), ("X-Echo", f"Bearer {KEY}")])


class Recording:
    """A hook that writes down each attempt as it begins and ends."""

    def __init__(self) -> None:
        self.begun: list[tuple[Any, ...]] = []
        self.ended: list[tuple[Any, ...]] = []

    @contextlib.contextmanager
    def __call__(self, attempt: Attempt) -> Iterator[None]:
        """Add a header, as the propagation of a trace does."""
        self.begun.append((attempt.method, attempt.path, attempt.number, attempt.paid))
        attempt.headers["traceparent"] = f"00-{attempt.number}"
        yield
        self.ended.append((attempt.status, attempt.request_id, type(attempt.error).__name__))


def test_the_hook_sees_each_attempt(both: Both, serve: Callable[..., ScriptedServer], slept: list[float]) -> None:
    server = serve(retry_after(429, "0"), GOOD, gateway(500, "x"), DONE)
    hook = both.options["around_attempt"] = Recording()
    both.create(**BODY)
    both.get("t")
    read = "/v2/videos/generations/{task_id}"
    assert hook.begun == [
        ("POST", "/v2/videos/generations", 1, True),
        ("POST", "/v2/videos/generations", 2, True),
        ("GET", read, 1, False),
        ("GET", read, 2, False),
    ]
    none = "NoneType"
    assert hook.ended == [(429, None, none), (200, "req-7", none), (500, None, none), (200, None, none)]
    assert [request.headers["traceparent"] for request in server.received] == ["00-1", "00-2", "00-1", "00-2"]


def test_the_hook_is_told_what_came_in_place_of_an_answer(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(Act(then="reset"))
    hook = both.options["around_attempt"] = Recording()
    with pytest.raises(OutcomeUnknown):
        both.create(**BODY)
    assert hook.ended == [(None, None, "OutcomeUnknown")]
    both.options |= {"base_url": "http://127.0.0.1:9", "retries": None}
    with pytest.raises(NotSent):
        both.create(**BODY)
    assert hook.ended[1:] == [(None, None, "NotSent")]


def test_a_header_of_the_hook_does_not_double_one_of_the_callers(
    both: Both, serve: Callable[..., ScriptedServer]
) -> None:
    @contextlib.contextmanager
    def hook(attempt: Attempt) -> Iterator[None]:
        attempt.headers |= {"x-team": "theirs", "X-Trace": "7"}
        yield

    server = serve(GOOD)
    both.options |= {"headers": {"X-Team": "ours"}, "around_attempt": hook}
    both.create(**BODY)
    (request,) = server.received
    assert (request.headers["x-team"], request.headers["x-trace"]) == ("ours", "7")
    assert sorted(request.names) == sorted({*request.names}), "none stands twice"


def _raises_at_once(attempt: Attempt) -> Any:
    raise LookupError("no tracer")


@contextlib.contextmanager
def _raises_before(attempt: Attempt) -> Iterator[None]:
    if attempt:
        raise LookupError("no tracer")
    yield


@contextlib.contextmanager
def _raises_behind(attempt: Attempt) -> Iterator[None]:
    yield
    raise LookupError("no exporter")


@contextlib.contextmanager
def _adds_a_header_of_ours(attempt: Attempt) -> Iterator[None]:
    attempt.headers["authorization"] = "Bearer other"
    yield


@pytest.mark.parametrize(
    "hook", [_raises_at_once, _raises_before, _raises_behind, _adds_a_header_of_ours, lambda _: None]
)
def test_a_hook_that_fails_is_logged_and_costs_no_answer(
    hook: Any, both: Both, serve: Callable[..., ScriptedServer], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    server = serve(GOOD)
    both.options["around_attempt"] = hook
    assert both.create(**BODY).task_id == "t/1"
    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"
    assert "around_attempt raised" in caplog.text


def test_a_hook_cannot_swallow_an_error(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(gateway(500, "x"))
    both.options["around_attempt"] = lambda _: contextlib.suppress(Exception)
    with pytest.raises(OutcomeUnknown):
        both.create(**BODY)


def test_a_task_has_the_response_that_told_of_it(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(GOOD, DONE)
    task = both.create(**BODY)
    assert task.response is not None
    assert (task.response.status, task.response.request_id) == (200, "req-7")
    assert task.response.headers["x-request-id"] == "req-7"
    assert KEY not in repr(vars(task.response)), "a server may echo it"
    assert task.response.headers["x-echo"] == "Bearer [API key]"
    again = both.get("t")
    assert again.response is not None
    assert again.response.request_id is None
    for copied in (pickle.loads(pickle.dumps(task)), copy.deepcopy(task)):  # noqa: S301 - made here
        assert copied == task
        assert copied.response == task.response
    assert hash(task) == hash(copied)


IMAGES = [
    (b"\x89PNG\r\n\x1a\n rest", "image/png"),
    (b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"GIF89a rest", "image/gif"),
]


@pytest.mark.parametrize(("content", "media_type"), IMAGES)
def test_an_image_file_becomes_a_data_uri_of_what_it_is(content: bytes, media_type: str, tmp_path: Path) -> None:
    path = tmp_path / "named-otherwise.txt"
    path.write_bytes(content)
    expected = f"data:{media_type};base64,{base64.b64encode(content).decode()}"
    assert data_uri(path) == data_uri(str(path)) == expected


@pytest.mark.parametrize(
    ("content", "limit", "says"),
    [
        (b"", 100, "is empty"),
        (b"%PDF-1.7", 100, "is no PNG, JPEG, WebP or GIF image"),
        (b"RIFF\x10\x00\x00\x00WAVE", 100, "is no PNG"),
        (b"\0\0\0\0\0\0\0\0WEBPVP8 ", 100, "is no PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 100, "is no PNG"),
        (IMAGES[0][0], 5, "larger than 5 bytes"),
        (None, 100, "No such file"),
    ],
)
def test_what_is_no_image_or_too_large_is_refused(content: bytes | None, limit: int, says: str, tmp_path: Path) -> None:
    path = tmp_path / "image.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidRequest, match=f"Nothing was sent: .*{says}"):
        data_uri(path, max_bytes=limit)
    with pytest.raises(InvalidRequest, match="cannot be read"):
        data_uri(tmp_path)


def test_an_image_goes_with_a_request(both: Both, serve: Callable[..., ScriptedServer], tmp_path: Path) -> None:
    server = serve(GOOD)
    (tmp_path / "boat.png").write_bytes(IMAGES[0][0])
    both.create(**BODY, images=[data_uri(tmp_path / "boat.png")])
    assert server.received[0].json["images"][0].startswith("data:image/png;base64,")


def test_a_client_is_told_apart_in_the_records_of_a_server() -> None:
    with ScriptedServer([GOOD]) as server, VideoGenerations("", base_url=server.url) as videos:
        videos.with_options(headers={"X-Request-Id": "mine-1"}).create(**BODY)
        assert server.received[0].headers["x-request-id"] == "mine-1"
