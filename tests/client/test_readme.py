"""Every snippet of the client's README runs against the mock server as it stands."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from video_generations_client import NotSent, VideoGenerations

from clausewise.mock_server import MockServer
from clausewise.mock_server.running import running
from clausewise.spec import Spec
from tests.client.snippets import README, SNIPPETS

KEY = "sk-readme-0123456789"
VIDEO = r"http://127\.0\.0\.1:\d+/\S+\.mp4"
PRINTS = [
    r"http://127\.0\.0\.1:\d+/\S+\.mp4\n",
    r"\S+\n[A-Z_]+ \d+\.0 (True|False)\n.*http://127\.0\.0\.1:\d+/\S+\.mp4\n",
    r"\['http://127\.0\.0\.1:\d+/\S+\.mp4', 'http://127\.0\.0\.1:\d+/\S+\.mp4'\]\n",
    r"http://127\.0\.0\.1:\d+/\S+\.mp4\n",
    r"True\nprompt: \"A swan turns\.\" before, \"A goose turns\.\" now\nscene-14 http://\S+\.mp4\n",
    r"\d+\n",
    r"model, duration duration-25-needs-pro documented `duration` \"25\" is supported by sora-2-pro only\.\n",
    r"",
    r"\S+\n",
    r"\S+\n",
    r"t-1 True content filter\n",
    r"",
    r"",
    r"http://127\.0\.0\.1:\d+/\S+\.mp4\n",
    r"True True\nThis test wants the task to fail 2\nTrue \[\]\n",
]
#: The file that the snippets read.
JOBS = """\
name,prompt,model,duration
scene-1,A paper boat.,sora-2,15
scene-2,A paper plane.,sora-2-pro,
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running(MockServer(Spec.load(), keys=frozenset({KEY}), pace=0.02)) as url:
        yield url


def test_each_snippet_is_told_what_it_prints() -> None:
    assert len(SNIPPETS) == len(PRINTS)


@pytest.mark.parametrize(("snippet", "prints"), list(zip(SNIPPETS, PRINTS, strict=True)), ids=range(len(PRINTS)))
def test_a_snippet_runs_as_it_stands(
    snippet: str,
    prints: str,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    slept: list[float],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobs.csv").write_text(JOBS, encoding="utf-8")
    monkeypatch.setenv("VIDEO_GENERATIONS_BASE_URL", server)
    monkeypatch.setenv("VIDEO_GENERATIONS_API_KEY", KEY)
    exec(compile(snippet, str(README), "exec"), {"__name__": "snippet"})  # noqa: S102 - our own documentation
    assert re.fullmatch(prints, capsys.readouterr().out, re.DOTALL)
    assert all(seconds > 20 for seconds in slept), "it would have waited"


NOTEBOOKS = re.findall(r"```ipython\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def test_the_cells_of_a_notebook_run_where_await_stands_by_itself(
    server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], slept: list[float]
) -> None:
    monkeypatch.setenv("VIDEO_GENERATIONS_BASE_URL", server)
    monkeypatch.setenv("VIDEO_GENERATIONS_API_KEY", KEY)
    (cells,) = NOTEBOOKS

    async def session() -> None:
        code = compile(cells, str(README), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        await eval(code, {"__name__": "__main__"})  # noqa: S307 - our own documentation

    asyncio.run(session())
    assert re.fullmatch(rf"(\d+\.0\n)+{VIDEO}\n", capsys.readouterr().out)


def _run(words: str, server: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names of the snippet with these words, after it has run."""
    monkeypatch.setenv("VIDEO_GENERATIONS_BASE_URL", server)
    monkeypatch.setenv("VIDEO_GENERATIONS_API_KEY", KEY)
    names: dict[str, Any] = {"__name__": "snippet"}
    (snippet,) = (snippet for snippet in SNIPPETS if words in snippet)
    exec(compile(snippet, str(README), "exec"), names)  # noqa: S102 - our own documentation
    return names


def test_the_receiver_of_notifications_asks_the_server(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _run("FastAPI()", server, monkeypatch)["app"]
    with VideoGenerations(KEY, base_url=server) as videos:
        task = videos.create(prompt="p", model="sora-2")

    async def call(body: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://receiver") as http:
            return await http.post("/videos/ended", json=body)

    told = {"task_id": task.task_id, "status": "SUCCESS", "data": {"output": "https://evil.example/x.mp4"}}
    answers = [asyncio.run(call(body)) for body in (told, {"task_id": "unknown", "status": "SUCCESS"}, {"x": 1})]
    assert [answer.status_code for answer in answers] == [200, 400, 400]
    assert answers[0].json()["task"] == task.task_id
    assert "evil" not in answers[0].text


def test_a_batch_that_is_run_again_pays_for_nothing_twice(
    server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, slept: list[float]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobs.csv").write_text(JOBS, encoding="utf-8")
    found = []
    for _ in range(2):
        _run("csv.DictReader", server, monkeypatch)
        found.append((tmp_path / "videos.csv").read_text(encoding="utf-8").split())
    assert found[0] == found[1]
    assert [line.split(",")[0] for line in found[0]] == ["scene-1", "scene-2"]


def test_the_spans_of_a_trace_are_made_and_passed_on(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    monkeypatch.setattr("opentelemetry.trace.get_tracer", provider.get_tracer)
    names = _run("propagate.inject", server, monkeypatch)
    (span,) = spans.get_finished_spans()
    assert span.name == "POST /v2/videos/generations"
    assert span.attributes is not None
    assert dict(span.attributes) == {"http.request.resend_count": 0, "http.response.status_code": 200}
    seen: list[str] = []

    def transport(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["traceparent"])
        raise httpx.ConnectError("refused")

    http = httpx.Client(transport=httpx.MockTransport(transport))
    videos = VideoGenerations("", base_url=server, http_client=http, retries=None, around_attempt=names["span"])
    with pytest.raises(NotSent):
        videos.get("t")
    failed = spans.get_finished_spans()[-1]
    context = failed.get_span_context()
    assert context is not None
    assert format(context.trace_id, "032x") in seen[0]
    assert [event.name for event in failed.events] == ["exception"]
