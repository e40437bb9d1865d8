"""Asking what is in a media file: in a process that may crash, and is started again when it has."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: Seconds that one file may take; a second limit, of the processor's time, stands in `decoding`.
SECONDS = 30.0
#: Seconds that the process may take to start.
STARTED_WITHIN = 30.0
#: The remedy where videos cannot be looked into.
WITHOUT = "install clausewise[video]"
_PROGRAM = Path(__file__).with_name("decoding.py")
#: A sound video: 16:9, ten seconds, in one of the ways in which servers send it.
SAMPLE = Path(__file__).with_name("sample.mp4")


class MediaInspector:
    """Looks into media files, one at a time, by one process that is used again until a file ends it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def facts(self, path: Path) -> dict[str, Any]:
        """The content of a file, as `decoding.facts` gives it; a `problem` where it is no video that can be played."""
        with self._lock:
            try:
                process = self._started()
                assert process.stdin is not None  # noqa: S101 - it is a pipe
                process.stdin.write(f"{path}\n".encode())
                process.stdin.flush()
                answer = self._line(process, self.seconds)
            except BrokenPipeError:
                answer = None
            if answer is None:
                return {"problem": self._end()}
            return answer

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # No variable of ours: a file that takes the parser over finds no key.
            environment = {
                name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ
            }
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", str(_PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
            if self._line(self._process, STARTED_WITHIN) is None:
                raise BrokenPipeError
        return self._process

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> dict[str, Any] | None:
        """A line of the process; None where it says nothing within some seconds, or no JSON."""
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(seconds):
                return None
            line = process.stdout.readline(65536)  # in one piece, since it is short
        try:
            answer = json.loads(line)
        except ValueError:
            return None
        return answer if isinstance(answer, dict) else None

    def _end(self) -> str:
        """End the process; gives how it has ended, in words."""
        process, self._process = self._process, None
        if process is None:
            return "the parser has not started"
        try:
            code = process.wait(0.2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        if code is None:
            return f"to read it takes longer than {self.seconds:g} s"
        if code == -signal.SIGXCPU or code == -signal.SIGKILL:
            return "to read it takes more time of the processor than is allowed"
        return f"it crashes the parser ({signal.Signals(-code).name if code < 0 else f'exit code {code}'})"


@cache
def unable(sample: Path = SAMPLE) -> str | None:
    """The reason why media files cannot be looked into on this machine, None where they can.

    A sound file is read first, once a process: a parser that does not read it says nothing about files of others.
    """
    if find_spec("av") is None or find_spec("resource") is None:
        return WITHOUT
    inspector = MediaInspector()
    problem = inspector.facts(sample).get("problem")
    inspector.close()
    return None if problem is None else f"PyAV cannot read a sound video on this machine: {problem}"
