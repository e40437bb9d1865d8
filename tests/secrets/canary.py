"""The suite as a command with a canary key, a folder that gets all that it writes, and a server that echoes the key."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tests.hostile.driver import KEY
from tests.hostile.leaks import leaks
from tests.hostile.server import End, answer
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
