"""The output of the command: results on standard output, the course of things on standard error."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from ..errors import VideoGenerationsError
from ..parsing import printable
from ..task import Task


class Output:
    """The two streams. Text of a server is printed without what controls a terminal."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._line = ""
        self._found: dict[str, Any] = {}
        #: True once a create has led to a task.
        self.started = False

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Print the warnings of the package, each as a line."""
        output = self

        class Lines(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                output.say(f"warning: {record.getMessage()}")

        log, lines = logging.getLogger(__name__.partition(".")[0]), Lines(logging.WARNING)
        log.addHandler(lines)
        try:
            with warnings.catch_warnings():  # what is shown is restored, too
                warnings.showwarning = lambda message, *_, **__: self.say(f"warning: {message}")
                yield
        finally:
            log.removeHandler(lines)

    def say(self, text: str) -> None:
        """Print a line on standard error."""
        _written(sys.stderr, ("\n" if self._line and _is_terminal() else "") + printable(text) + "\n")
        self._line = ""

    def created(self, task: Task) -> None:
        """Tell the id as soon as it is known: it is what was paid for."""
        self.started = True
        self._found["task_id"] = task.task_id
        self.say(f"task {task.task_id} has started")

    def seen(self, task: Task) -> None:
        """Tell how far a task is."""
        self._found["task_id"] = task.task_id
        self._progress(f"{task.status} {task.progress or ''}".strip())

    def received(self, done: int, total: int | None) -> None:
        """Tell how far a download is."""
        self._progress(f"fetched {100 * done // total}%" if total else f"fetched {done / 1e6:.1f} MB")

    def found(self, task: Task, path: str | None = None) -> None:
        """Take the result."""
        told = ("task_id", "status", "progress", "output", "fail_reason")
        self._found |= {name: getattr(task, name) for name in told if getattr(task, name) is not None}
        if path is not None:
            self._found["path"] = path

    def failed(self, error: VideoGenerationsError) -> None:
        """Tell an error."""
        self.say(f"error: {error.message}")
        if error.task_id and error.task_id not in error.message:
            self.say(f"its task is {error.task_id}")
        task = getattr(error, "task", None)
        if isinstance(task, Task):
            self.found(task)
        if error.task_id:
            self._found["task_id"] = error.task_id
        told = {"type": type(error).__name__, "message": error.message, "status": error.status, "code": error.code}
        self._found["error"] = {name: value for name, value in told.items() if value is not None}

    def interrupted(self, error: BaseException) -> None:
        """Tell what an interruption has left behind."""
        notes = getattr(error, "__notes__", [])
        self.say("; ".join(["interrupted", *notes]))
        self._found["error"] = {"type": "interrupted", "message": " ".join(notes)}

    def end(self) -> None:
        """Print the result: the path or address of the video, or else the id of the task."""
        if self._line and _is_terminal():
            _written(sys.stderr, "\n")
        if self._as_json:
            self.print_json(self._found)
        elif "error" not in self._found:
            shown = self._found.get("path") or self._found.get("output") or self._found.get("task_id")
            _written(sys.stdout, printable(str(shown)) + "\n")

    def print_json(self, data: Any) -> None:
        """Print JSON, in ASCII."""
        _written(sys.stdout, json.dumps(data) + "\n")

    def print_row(self, row: Mapping[str, Any]) -> None:
        """Print a row of a list."""
        _written(sys.stdout, "\t".join(printable(str(value)) for value in row.values()) + "\n")

    def _progress(self, line: str) -> None:
        line = printable(line)
        if line == self._line:
            return
        self._line = line
        _written(sys.stderr, f"\r\x1b[K{line}" if _is_terminal() else f"{line}\n")


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _written(stream: TextIO | None, text: str) -> None:
    """Write, also where nobody reads any more, or nothing can be written: what was paid goes on."""
    if stream is None:  # it was closed before the program began
        return
    try:
        stream.write(text)
        stream.flush()
    except UnicodeEncodeError:
        _written(stream, text.encode("ascii", "backslashreplace").decode("ascii"))
    except OSError as error:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # or it would be tried again at the end
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            said = f"error: standard output cannot be written ({error.strerror}). It is: {text.rstrip()}"
            _written(sys.stderr, said + "\n")
