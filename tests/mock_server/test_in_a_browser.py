"""The mock server in headless Chromium: a page of another origin calls it and plays the video; its own pages work."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from clausewise.mock_server import running
from clausewise.mock_server.process import Settings
from clausewise.spec import DEFAULT_SPEC
from tests.chromium import IN_CHROMIUM
from tests.mock_server.conftest import CREATE, PLAIN

pytestmark = IN_CHROMIUM
#: What a page of somebody's client does: create, poll, show.
CLIENT = """<!doctype html><title>client</title><video id="video" controls muted></video><script>
async function run(base, body) {
  const headers = {"Content-Type": "application/json", "Authorization": "Bearer right"};
  const url = base + "/v2/videos/generations";
  const created = await fetch(url, {method: "POST", headers, body: JSON.stringify(body)});
  const task = (await created.json()).task_id;
  for (;;) {
    const record = await (await fetch(`${url}/${task}`, {headers})).json();
    if (record.status === "SUCCESS") return record.data.output;
    await new Promise((done) => setTimeout(done, 50));
  }
}
async function play(address) {
  const video = document.getElementById("video");
  video.src = address;
  await video.play();
  await new Promise((done) => { video.ontimeupdate = () => { if (video.currentTime > 0.3) done(); }; });
  const [width, height, length] = [video.videoWidth, video.videoHeight, video.duration];
  video.pause();
  video.currentTime = length - 1;
  await new Promise((done) => { video.onseeked = done; });
  return [width, height, length, video.error];
}
async function part(address) {
  const answer = await fetch(address, {headers: {Range: "bytes=4-7"}});
  return [answer.status, await answer.text(), answer.headers.get("content-range").split("/")[0]];
}
</script>"""


@pytest.fixture
def site() -> Iterator[str]:
    """The page of a client at an origin of its own."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(CLIENT.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}/"
        listening.shutdown()


@pytest.fixture
def url() -> Iterator[str]:
    settings = Settings(DEFAULT_SPEC, keys=frozenset({"right"}), pace=0.1)
    with running(settings.server()) as running_url:
        yield running_url


@pytest.mark.skipif(not pytest.importorskip("av", reason="the extra `video` is not installed"), reason="as above")
@pytest.mark.parametrize(
    ("fields", "expected"), [({}, [1280, 720, 10]), ({"aspect_ratio": "9:16", "duration": "15"}, [720, 1280, 15])]
)
def test_a_page_of_another_origin_makes_a_video_and_plays_it(
    browser: Any, site: str, url: str, fields: dict[str, str], expected: list[int]
) -> None:
    page = browser.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(site)
    address = page.evaluate("([base, body]) => run(base, body)", [url, PLAIN | fields])
    assert page.evaluate("play", address) == [*expected, None]
    assert page.evaluate("part", address) == [206, "ftyp", "bytes 4-7"]
    asked = requests.get(f"{url}/__requests", timeout=5).json()["requests"]
    assert [line["status"] for line in asked if line["method"] == "OPTIONS"][:1] == [204]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/docs", "/__requests"])
def test_its_own_pages_open_without_error_and_load_nothing_from_elsewhere(
    browser: Any, url: str, path: str, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    if path == "/docs":
        pytest.importorskip("swagger_ui", reason="the extra `docs` is not installed")
    requests.post(url + CREATE, json=PLAIN | {"model": "<img src=x onerror=alert(1)>"}, timeout=5)
    page = browser.new_page(color_scheme=scheme, bypass_csp=True)
    loaded: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url + path)
    page.wait_for_selector({"/docs": ".opblock", "/": "h2", "/__requests": "tbody tr"}[path])
    if path != "/docs":  # what Swagger UI makes is its own
        found = axe.run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    assert all(each.startswith((url, "data:")) for each in loaded)
    assert [error for error in errors if "favicon" not in error and "404" not in error] == []
    page.set_viewport_size({"width": 360, "height": 700})
    if path != "/docs":
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


def test_the_page_of_requests_is_live_and_goes_by_keyboard(browser: Any, url: str) -> None:
    page = browser.new_page()
    page.goto(f"{url}/__requests")
    requests.post(url + CREATE, json=PLAIN, timeout=5)
    requests.post(url + CREATE, json=PLAIN | {"model": "sora-3"}, timeout=5)
    page.locator("tbody tr").nth(1).wait_for()
    assert page.locator("tbody tr").first.text_content().count("model-enum") >= 1
    page.keyboard.press("/")
    page.keyboard.type("model-enum")
    assert page.locator("tbody tr").count() == 1
    page.get_by_label("Search").fill("")
    page.locator("tbody tr").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('tbody tr')[1]")
    page.close()
