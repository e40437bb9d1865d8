"""The HTTP library stands in one place: its successor is a change of one line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import video_generations_client

PACKAGE = Path(video_generations_client.__file__).parent
ROOT = Path(__file__).parents[2]
PROGRAM = """
import asyncio

from tests.client.nonce_server import NonceServer
from tests.client.scripted_server import Act, ScriptedServer
from tests.client.answers import GOOD
from video_generations_client import AsyncVideoGenerations, NotSent, OutcomeUnknown, Timeouts, VideoGenerations

BODY = {"prompt": "p", "model": "sora-2"}


def error(url, kind, **options):
    try:
        VideoGenerations("", base_url=url, retries=None).create(**BODY, **options)
    except kind as error:
        return type(error).__name__


with NonceServer() as server:
    videos, awaited = VideoGenerations("", base_url=server.url), AsyncVideoGenerations("", base_url=server.url)
    print(*(kind.__module__ for kind in type(videos._connections.current()).__mro__ if kind.__name__ == "Client"))
    made = [videos.create(**BODY), asyncio.run(awaited.create(**BODY)), asyncio.run(awaited.create(**BODY))]
    print([task.task_id for task in made] == server.made, videos.get("t").percent)
print(error("http://127.0.0.1:9", NotSent))
with ScriptedServer([Act(then="reset")]) as server:
    print(error(server.url, OutcomeUnknown))
with ScriptedServer([Act(tuple(bytes([byte]) for byte in GOOD.pieces[0]))]) as server:  # byte by byte
    print(error(server.url, OutcomeUnknown, timeout=Timeouts(read=0.1)))
"""


def test_one_hand_written_module_imports_the_http_library() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if "_generated" not in path.parts]
    imports = re.compile(r"^\s*(?:import|from) httpx", re.MULTILINE)
    found = [path.name for path in modules if imports.search(path.read_text(encoding="utf-8"))]
    assert found == ["http_library.py"]


def test_its_successor_is_a_change_of_one_line(tmp_path: Path) -> None:
    pytest.importorskip("httpx2", reason="httpx2 is in the dependency group 'tests'")
    copy = shutil.copytree(PACKAGE, tmp_path / PACKAGE.name)
    module = copy / "http_library.py"
    text = module.read_text(encoding="utf-8")
    assert text.count("import httpx as httpx") == 1
    module.write_text(text.replace("import httpx as httpx", "import httpx2 as httpx"), encoding="utf-8")
    result = subprocess.run(  # noqa: S603 - made here
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, ROOT)))},
    )
    assert result.stdout.split("\n") == ["httpx2", "True 10.0", "NotSent", *["OutcomeUnknown"] * 2, ""], result.stderr
