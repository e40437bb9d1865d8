"""The shell command in this process, and a server of the contract for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from video_generations_client.cli import main as command
from video_generations_client.testing import ContractServer

CREATE = ["create", "--model", "sora-2", "--prompt", "A paper boat"]
QUICK = ["--interval", "0.01"]
#: Runs the command: its exit code, and what it has said.
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ContractServer]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("VIDEO_GENERATIONS_JOURNAL", raising=False)
    with ContractServer() as server:
        monkeypatch.setenv("VIDEO_GENERATIONS_BASE_URL", server.url)
        yield server


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = command.main(arguments)
        except SystemExit as ended:
            code = int(str(ended.code))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
