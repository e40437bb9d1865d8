"""A canary key is searched for in everything that the suite prints and writes, whatever a server does with it."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from clausewise.mock_server import MockServer, running
from clausewise.spec import Spec
from tests.hostile.driver import KEY
from tests.hostile.leaks import leaks
from tests.hostile.server import End, HostileServer, answer
from tests.raw_server import Received
from tests.suite.command import FEW, SUITE

NAME = "CANARY_KEY"
#: Options of pytest that print most when something goes wrong.
TALKATIVE = ("-vv", "-rA", "--tb=long", "--showlocals", "--full-trace", "--log-level=DEBUG", "--durations=3")


class Run:
    """A run of the suite as a command, in a folder that gets all that it writes."""

    def __init__(self, folder: Path, *arguments: str, key_env: str = NAME) -> None:
        self.folder = folder
        # The command line itself, which holds the key where it is given by mistake, is no output.
        command = [sys.executable, "-m", "pytest", str(SUITE), *TALKATIVE, *FEW]
        command += [f"--api-key-env={key_env}", *arguments]
        for option, name in (("--junitxml", "junit.xml"), ("--report", "report"), ("--ledger", "ledger.sqlite")):
            command += [f"{option}={folder / name}"]
        command += ["-o", f"cache_dir={folder / 'cache'}", f"--basetemp={folder / 'temp'}"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        self.process = subprocess.Popen(  # noqa: S603 - our own suite
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment | {NAME: KEY},
            text=True,
            errors="backslashreplace",
        )

    def end(self) -> str:
        """Wait for the end; everything that was printed."""
        out, err = self.process.communicate(timeout=100)
        return f"{out}\n{err}"

    def leaks(self, printed: str) -> dict[str, list[str]]:
        """The pieces of the key that were printed, and those in each file."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        texts = {str(path): path.read_bytes().decode("latin-1") for path in files}
        texts |= {"names of files": "\n".join(texts), "printed": printed}
        return {name: found for name, text in texts.items() if (found := leaks(KEY, text))}


def echoing(request: Received) -> Iterator[bytes | float | End]:
    """Everything that was sent, in every form, in every place, and a different ending each time."""
    key = request.key or "none"
    half = len(key) // 2
    forms = [
        key,
        quote(key, safe=""),
        base64.b64encode(key.encode("latin-1", "replace")).decode(),
        base64.b64encode(b"k:" + key.encode("latin-1", "replace")).decode(),
        key.encode("latin-1", "replace").hex(),
        key[::-1],
        "".join(f"\\u{ord(char):04x}" for char in key),
    ]
    turn = zlib.crc32(request.body) % 5
    if turn == 0:
        yield answer(200, {"task_id": key, "one": key[:half], "two": key[half:]}, f"X-Echo: {key}")
    elif turn == 1:
        yield answer(
            500, "\n".join(forms).encode("latin-1", "replace"), "Content-Type: text/plain", f"X-A: {key[:half]}"
        )
    elif turn == 2:
        yield answer(400, {"code": "invalid", "message": " ".join(forms), "data": None}, f"Set-Cookie: a={key}")
    elif turn == 3:
        yield f"HTTP/1.1 200 {key}\r\n{key}\r\nContent-Length: 900\r\n\r\n{key}".encode("latin-1", "replace")
        yield End.CLOSE
    else:
        yield answer(302, b"", f"Location: http://127.0.0.1:9/{key}?key={quote(key)}")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(("--record=record.har",), marks=pytest.mark.exhaustive),
        ("--record=record.har", "--basis=assumed"),
        pytest.param(("-n2",), marks=pytest.mark.exhaustive),
    ],
)
def test_a_server_that_echoes_the_key_gets_it_into_no_output(more: tuple[str, ...], tmp_path: Path) -> None:
    with HostileServer(echoing) as server:
        run = Run(tmp_path, f"--base-url={server.url}", "--max-paid=5", "--timeout=0.5", *more)
        printed = run.end()
        assert any(request.key == KEY for request in server.received)
    assert run.process.returncode == 1, printed[-2000:]
    assert "the API key stands in" in printed
    assert "no-secrets" in json.loads((tmp_path / "report" / "contract.json").read_text())["clauses"]
    assert (tmp_path / "record.har").exists() == ("-n2" not in more)
    assert run.leaks(printed) == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize("more", [(), ("-n2",)])
def test_a_run_against_a_correct_server_writes_no_key(more: tuple[str, ...], tmp_path: Path) -> None:
    with running(MockServer(Spec.load(), keys=frozenset([KEY]))) as url:
        run = Run(tmp_path, f"--base-url={url}", *more)
        printed = run.end()
    assert run.process.returncode == 0, printed[-2000:]
    assert run.leaks(printed) == {}


@pytest.mark.parametrize("option", ["--collect-only", "--plan"])
def test_a_plan_shows_no_key(option: str, tmp_path: Path) -> None:
    run = Run(tmp_path, "--base-url=http://127.0.0.1:9", option)
    printed = run.end()
    assert run.process.returncode == 0, printed[-2000:]
    assert re.search("key.cut.by.one", printed)
    assert run.leaks(printed) == {}


@pytest.mark.parametrize(("times", "timeout"), [(1, 2), (2, 60)])
def test_an_interrupted_run_writes_no_key(times: int, timeout: int, tmp_path: Path) -> None:
    """Once, the answer under way is waited for; at the second time the frames of the request are on the stack."""

    def silent(_: Received) -> Iterator[bytes | float | End]:
        yield End.HANG

    with HostileServer(silent) as server:
        run = Run(tmp_path, f"--base-url={server.url}", "--max-paid=5", f"--timeout={timeout}", "--record=record.har")
        while not server.received:
            time.sleep(0.05)
            assert run.process.poll() is None
        for _ in range(times):
            time.sleep(0.2)
            run.process.send_signal(signal.SIGINT)
        printed = run.end()
    assert run.process.returncode == 2, printed[-2000:]
    assert "KeyboardInterrupt" in printed
    assert run.leaks(printed) == {}


@pytest.mark.parametrize("key", [KEY, "SKCANARY5XW9ZQLM3RT7YB1KD8"])
def test_a_key_in_the_place_of_its_variable_is_not_shown(key: str, tmp_path: Path) -> None:
    run = Run(tmp_path, "--base-url=http://127.0.0.1:9", "--max-paid=0", key_env=key)
    printed = run.end()
    assert run.process.returncode == 4
    assert "the environment variable that --api-key-env names is not set" in printed
    assert leaks(key, printed) == []
    assert run.leaks(printed) == {}
