"""Every task that succeeds has a video of its own, of the shape that was asked for, at an address that needs no key."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from clausewise.mock_server import MockServer, running
from clausewise.mock_server.videos import film
from clausewise.mock_server.videos.shape import VideoShape, shape
from clausewise.spec import Spec
from clausewise.spec.tasks import AskedVideo
from tests.mock_server.conftest import CREATE, PLAIN

av = pytest.importorskip("av", reason="the extra `video` is not installed")
KEY = {"authorization": "Bearer right"}


@pytest.fixture(scope="module")
def url(spec: Spec) -> Iterator[str]:
    with running(MockServer(spec, pace=0, keys=frozenset({"right"}))) as running_url:
        yield running_url


def output(url: str, **fields: Any) -> str:
    """The address of the video of a new task."""
    task = requests.post(url + CREATE, json=PLAIN | fields, headers=KEY, timeout=5).json()["task_id"]
    record = requests.get(f"{url}{CREATE}/{task}", headers=KEY, timeout=5).json()
    return str(record["data"]["output"])


@pytest.mark.parametrize(
    ("fields", "width", "height", "seconds"),
    [
        ({}, 1280, 720, 10),
        ({"aspect_ratio": "9:16"}, 720, 1280, 10),
        ({"duration": "15"}, 1280, 720, 15),
        ({"model": "sora-2-pro", "hd": True}, 1920, 1080, 10),
        ({"model": "sora-2-pro", "hd": True, "duration": "25", "aspect_ratio": "9:16"}, 720, 1280, 25),
    ],
)
def test_a_video_has_the_shape_that_was_asked_for(
    url: str, fields: dict[str, Any], width: int, height: int, seconds: int
) -> None:
    answer = requests.get(output(url, **fields), timeout=30)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "video/mp4"
    with av.open(io.BytesIO(answer.content)) as opened:
        stream = opened.streams.video[0]
        assert (stream.width, stream.height, opened.duration / 1e6) == (width, height, seconds)
        pictures = [bytes(frame.planes[0]) for frame in opened.decode(stream)]
    assert len(pictures) == seconds * film.RATE
    assert len({pictures[0], pictures[len(pictures) // 2], pictures[-1]}) == 3


def test_distinct_tasks_have_distinct_files_that_stay_the_same(url: str) -> None:
    first, second = output(url), output(url)
    one, again, other = (requests.get(address, timeout=30) for address in (first, first, second))
    assert one.content == again.content
    assert one.headers["etag"] == again.headers["etag"]
    assert one.content != other.content
    assert one.headers["etag"] != other.headers["etag"]


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=100-", 206, 100, None),
        ("bytes=-50", 206, -50, None),
        ("bytes=0-99999999", 206, 0, None),
        ("bytes=-99999999", 206, 0, None),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=7-3", 200, 0, None),
        ("seconds=0-1", 200, 0, None),
        ("bytes=", 200, 0, None),
    ],
)
def test_a_range_is_answered_with_that_part(url: str, asked: str, status: int, start: int, end: int | None) -> None:
    address = output(url)
    whole = requests.get(address, timeout=30).content
    part = requests.get(address, headers={"range": asked}, timeout=5)
    assert part.status_code == status
    assert part.content == whole[start:end]
    if status == 206:
        first = len(whole) + start if start < 0 else start
        assert part.headers["content-range"] == f"bytes {first}-{first + len(part.content) - 1}/{len(whole)}"


def test_a_range_behind_the_end_is_416(url: str) -> None:
    answer = requests.get(output(url), headers={"range": "bytes=99999999-"}, timeout=30)
    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")


def test_an_etag_spares_the_download_and_guards_a_range(url: str) -> None:
    address = output(url)
    etag = requests.get(address, timeout=30).headers["etag"]
    assert requests.get(address, headers={"if-none-match": etag}, timeout=5).status_code == 304
    assert requests.get(address, headers={"if-none-match": '"other"'}, timeout=5).status_code == 200
    ranged = {"range": "bytes=0-9"}
    assert requests.get(address, headers=ranged | {"if-range": etag}, timeout=5).status_code == 206
    assert requests.get(address, headers=ranged | {"if-range": '"other"'}, timeout=5).status_code == 200


def test_head_tells_the_length_and_another_method_is_refused(url: str) -> None:
    address = output(url)
    head = requests.head(address, timeout=30)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(requests.get(address, timeout=5).content)
    assert requests.delete(address, timeout=5).headers["allow"] == "GET, HEAD"


def test_a_page_of_any_origin_may_show_a_video(url: str) -> None:
    answer = requests.get(output(url), headers={"origin": "https://example.com"}, timeout=30)
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_page_may_ask_for_a_video_with_headers_of_its_own(url: str) -> None:
    asked = {
        "origin": "https://example.com",
        "access-control-request-method": "GET",
        "access-control-request-headers": "if-range,range",
    }
    answer = requests.options(output(url), headers=asked, timeout=5)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-headers"] == "if-range,range"
    assert "GET" in answer.headers["access-control-allow-methods"]


def test_there_is_no_video_before_the_end_nor_of_an_unknown_task(spec: Spec) -> None:
    with running(MockServer(spec, pace=3600)) as url:
        task = requests.post(url + CREATE, json=PLAIN, timeout=5).json()["task_id"]
        for name in (f"{task}.mp4", "x.mp4", task, "", "%00.mp4", "../../etc/passwd"):
            assert requests.get(f"{url}/__videos/{name}", timeout=5).status_code == 404


@pytest.mark.parametrize("host", ["evil.example/x", "a b", 'a"b', "ex\u00e4mple", "a" * 300, ""])
def test_a_strange_host_gets_into_no_record(server: MockServer, host: str) -> None:
    from clausewise.mock_server.exchange import Request

    headers = {b"content-type": b"application/json", b"host": host.encode("utf-8")}
    created = server.answer(Request("POST", CREATE.encode(), b"", headers, json.dumps(PLAIN).encode()))
    task = json.loads(created.body)["task_id"]
    record = json.loads(server.answer(Request("GET", f"{CREATE}/{task}".encode(), b"", {}, b"")).body)
    assert record["data"]["output"] == f"http://127.0.0.1/__videos/{task}.mp4"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (AskedVideo(ratio=(1, 1), seconds=3.5, hd=False), VideoShape(720, 720, 3.5)),
        (AskedVideo(ratio=(21, 9), seconds=None, hd=True), VideoShape(2520, 1080, 10.0)),
        (AskedVideo(ratio=(9999, 1), seconds=9e9, hd=None), VideoShape(4096, 2, 120.0)),
        (AskedVideo(ratio=(7, 4), seconds=1, hd=True, hd_has_effect=False), VideoShape(1260, 720, 1)),
    ],
)
def test_shapes_are_even_and_bounded(asked: AskedVideo, expected: VideoShape) -> None:
    assert shape(asked, AskedVideo(ratio=None, seconds=None, hd=None), {}) == expected


def test_without_pyav_there_is_the_shipped_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "can_make", lambda: False)
    with av.open(io.BytesIO(film.film(VideoShape(2, 2, 1)))) as opened:
        stream = opened.streams.video[0]
        assert (stream.width, stream.height, opened.duration / 1e6) == (1280, 720, 10)
