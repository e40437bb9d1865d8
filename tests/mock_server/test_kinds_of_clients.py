"""Six kinds of client that are in use, each by its own habits, from the create to the file on the disk."""

from __future__ import annotations

import base64
import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests

from clausewise.mock_server import MockServer, running
from clausewise.spec import Spec
from tests.mock_server.conftest import CREATE
from tests.mock_server.hook_receiver import receiver, until

KEY = "sk-right"
BEARER = {"Authorization": f"Bearer {KEY}"}
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(3_000_000)).decode()


@pytest.fixture(scope="module")
def url(spec: Spec) -> Iterator[str]:
    with running(MockServer(spec, pace=0.1, keys=frozenset({KEY}))) as running_url:
        yield running_url


def poll(read: Callable[[], Any], ended: Callable[[Any], bool]) -> Any:
    """The last record, read again and again as clients wait, for a while at most."""
    for _ in range(200):
        record = read()
        if ended(record):
            return record
        time.sleep(0.02)
    raise AssertionError(record)


def is_video(path: Path) -> bool:
    return path.read_bytes()[4:8] == b"ftyp" and path.stat().st_size > 1000


def test_node_of_a_graph_editor_that_sends_pictures_as_data_uris(url: str, tmp_path: Path) -> None:
    """It names every field, defaults included, and streams the video into its folder of outputs."""
    session = requests.Session()
    session.headers.update(BEARER | {"Accept": "application/json", "User-Agent": "ComfyUI"})
    body = {
        "prompt": "Shot 1:\nduration: 7.5sec\nScene: A kite rises.",
        "model": "sora-2",
        "images": [f"data:image/png;base64,{PICTURE}"],
        "aspect_ratio": "16:9",
        "hd": False,
        "duration": "10",
        "watermark": False,
        "private": True,
    }
    task = session.post(url + CREATE, json=body, timeout=60).json()["task_id"]
    record = poll(
        lambda: session.get(f"{url}{CREATE}/{task}", timeout=30).json(),
        lambda record: record["status"] in ("SUCCESS", "FAILURE"),
    )
    assert int(record["progress"].rstrip("%")) == 100
    path = tmp_path / "sora_00001.mp4"
    with requests.get(record["data"]["output"], stream=True, timeout=60) as answer, path.open("wb") as file:
        answer.raise_for_status()
        for chunk in answer.iter_content(8192):
            file.write(chunk)
    assert is_video(path)


class Page:
    """A page of another origin: it reads nothing that a browser would keep from it."""

    def __init__(self, origin: str) -> None:
        self.origin = {"Origin": origin}
        self.client = httpx.Client(timeout=30)

    def fetch(self, method: str, url: str, headers: dict[str, str], body: Any = None) -> httpx.Response:
        """Ask first, where a browser would, and refuse an answer that is not for this origin."""
        named = sorted(name.lower() for name in headers if name.lower() != "range")
        if named:
            question = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": ",".join(named)}
            may = self.client.options(url, headers=self.origin | question)
            allowed = may.headers["access-control-allow-headers"].split(",")
            assert may.is_success
            assert method in may.headers["access-control-allow-methods"].split(", ")
            assert set(named) <= set(allowed)
        answer = self.client.request(method, url, headers=self.origin | headers, json=body)
        assert answer.headers["access-control-allow-origin"] in ("*", self.origin["Origin"])
        return answer


def test_page_in_a_browser_that_asks_first(url: str, tmp_path: Path) -> None:
    page = Page("https://studio.example")
    sent = BEARER | {"Content-Type": "application/json"}
    task = page.fetch("POST", url + CREATE, sent, {"prompt": "A boat.", "model": "sora-2"}).json()["task_id"]
    record = poll(
        lambda: page.fetch("GET", f"{url}{CREATE}/{task}", BEARER).json(), lambda record: record["status"] == "SUCCESS"
    )
    first = page.fetch("GET", record["data"]["output"], {"Range": "bytes=0-999"})
    length = int(first.headers["content-range"].rpartition("/")[2])
    rest = page.fetch("GET", record["data"]["output"], {"Range": f"bytes=1000-{length - 1}"})
    assert (first.status_code, rest.status_code) == (206, 206)
    path = tmp_path / "blob.mp4"
    path.write_bytes(first.content + rest.content)
    assert path.stat().st_size == length
    assert is_video(path)


def test_script_that_knows_the_plain_record_only(url: str, tmp_path: Path) -> None:
    """It uses the standard library, and takes whatever is not SUCCESS for an error once progress is 100%."""
    body = json.dumps({"model": "sora-2", "prompt": "A boat.", "aspect_ratio": "9:16"}).encode()
    headers = BEARER | {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url + CREATE, body, headers), timeout=30) as answer:  # noqa: S310 - loopback
        task = json.load(answer)["task_id"]

    def read() -> Any:
        with urllib.request.urlopen(urllib.request.Request(f"{url}{CREATE}/{task}", headers=BEARER), timeout=30) as got:  # noqa: S310 - loopback
            return json.load(got)

    record = poll(read, lambda record: record["progress"] == "100%")
    assert record["status"] == "SUCCESS", record["fail_reason"]
    path, _ = urllib.request.urlretrieve(record["data"]["output"], tmp_path / "out.mp4")  # noqa: S310 - loopback
    assert is_video(Path(path))


def test_application_that_knows_the_envelope_only(url: str, tmp_path: Path) -> None:
    """It reads `code` and `data` of every answer; it cannot set a header, so the prompt orders the envelope."""
    client = httpx.Client(base_url=url, headers=BEARER, timeout=30)
    body = {"model": "sora-2", "prompt": "A boat. [mock life=wrapped]"}
    task = client.post(CREATE, json=body).json()["task_id"]

    def read() -> Any:
        answer = client.get(f"{CREATE}/{task}").json()
        assert answer["code"] == "success", answer["message"]
        return answer["data"]

    record = poll(read, lambda record: record["status"] == "SUCCESS")
    path = tmp_path / "video.mp4"
    path.write_bytes(httpx.get(record["data"]["output"], timeout=30).content)
    assert is_video(path)


@pytest.mark.parametrize("life", ["", " [mock life=failed]", " [mock life=wrapped]"])
def test_backend_that_waits_for_its_hook_and_never_polls(url: str, tmp_path: Path, life: str) -> None:
    with receiver() as (where, calls):
        body = {"model": "sora-2", "prompt": f"A boat.{life}", "notify_hook": f"{where}/hooks/42?token=t0k"}
        task = requests.post(url + CREATE, json=body, headers=BEARER, timeout=30).json()["task_id"]
        until(lambda: bool(calls))
    [(_, path, headers, record)] = calls
    assert (path, headers["content-type"]) == ("/hooks/42?token=t0k", "application/json")
    record = record["data"] if "code" in record else record
    assert record["task_id"] == task
    if "failed" in life:
        assert (record["status"], bool(record["fail_reason"]), record["data"]) == ("FAILURE", True, None)
        return
    saved = tmp_path / "hook.mp4"
    saved.write_bytes(requests.get(record["data"]["output"], timeout=30).content)
    assert is_video(saved)


@pytest.mark.parametrize(("life", "expected"), [("completed", "completed"), ("instant+COMPLETED", "completed")])
def test_client_of_another_service_that_polls_until_completed(
    url: str, tmp_path: Path, life: str, expected: str
) -> None:
    """It waits for `completed` or `failed` in small letters, and sends one header more."""
    headers = BEARER | {"Prefer": f"life={life}"}
    task = requests.post(
        url + CREATE, json={"model": "sora-2", "prompt": "A boat."}, headers=headers, timeout=30
    ).json()["task_id"]
    record = poll(
        lambda: requests.get(f"{url}{CREATE}/{task}", headers=BEARER, timeout=30).json(),
        lambda record: record["status"].lower() in ("completed", "failed", "cancelled"),
    )
    assert record["status"].lower() == expected
    path = tmp_path / f"{task}.mp4"
    path.write_bytes(requests.get(record["data"]["output"], timeout=30).content)
    assert is_video(path)
