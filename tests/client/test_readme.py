"""Every snippet of the client's README runs against the mock server as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.running import running
from clausewise.spec import Spec
from tests.client.snippets import README, SNIPPETS

KEY = "sk-readme-0123456789"
PRINTS = [
    r"https://media\.example\.com/video\.mp4\n",
    r"\S+\n[A-Z_]+ \d+% (True|False)\n.*https://media\.example\.com/video\.mp4\n",
    r"\['https://media\.example\.com/video\.mp4', 'https://media\.example\.com/video\.mp4'\]\n",
    r"model, duration duration-25-needs-pro documented `duration` \"25\" is supported by sora-2-pro only\.\n",
    r"",
    r"\S+\n",
    r"t-1 True content filter\n",
]


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
) -> None:
    monkeypatch.setenv("VIDEO_GENERATIONS_BASE_URL", server)
    monkeypatch.setenv("VIDEO_GENERATIONS_API_KEY", KEY)
    exec(compile(snippet, str(README), "exec"), {"__name__": "snippet"})  # noqa: S102 - our own documentation
    assert re.fullmatch(prints, capsys.readouterr().out, re.DOTALL)
    assert all(seconds > 20 for seconds in slept), "it would have waited"
