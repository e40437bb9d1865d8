"""Running the command."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from ..client import VideoGenerations
from ..download.options import Download
from ..download.problems import DownloadFailed
from ..download.sending import fetch
from ..errors import (
    ConfigurationError,
    InvalidRequest,
    NotSent,
    OutcomeUnknown,
    TaskFailed,
    VideoGenerationsError,
    WaitTimedOut,
)
from ..journal.book import Journal
from ..journal.entry import Entry
from ..journal.problems import JournalError, JournalMismatch
from ..task import Task
from .arguments import parser
from .fields import extra_of, fields_of
from .output import Output

JOURNAL_VARIABLE = "VIDEO_GENERATIONS_JOURNAL"
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives its exit code."""
    given = parser().parse_args(arguments)
    output = Output(as_json=given.json)
    code = 0
    with output.listening(), _told_of_termination():
        try:
            _COMMANDS[given.command](given, output)
        except VideoGenerationsError as error:
            output.failed(error)
            code = _exit_code(error, started=output.started)
        except KeyboardInterrupt as error:
            output.interrupted(error)
            code = INTERRUPTED
    if given.command != "journal" or code:
        output.end()
    return code


def _exit_code(error: VideoGenerationsError, *, started: bool) -> int:
    """The exit code of an error, as the help lists them."""
    found = next((code for kinds, code in _CODES if isinstance(error, kinds)), 1)
    if isinstance(error, InvalidRequest) and error.status is None:
        found = 2
    return 6 if started and found in (1, 2, 3) else found  # whatever cannot be read of a task that goes on


_CODES: tuple[tuple[tuple[type[VideoGenerationsError], ...], int], ...] = (
    ((ConfigurationError, JournalMismatch), 2),
    ((NotSent, JournalError), 3),
    ((OutcomeUnknown,), 4),
    ((TaskFailed,), 5),
    ((WaitTimedOut,), 6),
    ((DownloadFailed,), 7),
)


def _create(given: argparse.Namespace, output: Output) -> None:
    options = _options(given, "timeout")
    if given.no_check:
        options["check"] = False
    if given.extra:
        options["extra"] = extra_of(given.extra)
    if given.once is not None:
        options["once"] = given.once
    options["on_created"] = output.created
    with _client(given, needs_journal=given.once is not None) as videos:
        if not (given.wait or given.download):
            output.found(videos.create(**fields_of(given), **options))
            return
        target = _target(given, output)
        options |= _options(given, "interval", "wait_timeout")
        options["on_progress"] = output.seen
        _fetched(videos.create_and_wait(**fields_of(given), **options), target, output)


def _get(given: argparse.Namespace, output: Output) -> None:
    with _client(given, needs_journal=_is_kept()) as videos:
        output.found(videos.get(given.task_id, **_options(given, "timeout")))


def _wait(given: argparse.Namespace, output: Output) -> None:
    target = _target(given, output)
    options = _options(given, "timeout", "interval", "wait_timeout")
    with _client(given, needs_journal=_is_kept()) as videos:
        _fetched(videos.wait(given.task_id, on_progress=output.seen, **options), target, output)


def _journal(given: argparse.Namespace, output: Output) -> None:
    journal = Journal(_place(given))
    if given.action == "resolve":
        journal.resolve(given.name, task_id=given.task_id)
    elif given.action == "forget":
        if not journal.forget(given.name):
            raise JournalError(f"The journal {journal.place} has no entry {given.name!r}")
    else:
        entries = {"list": journal.entries, "unfinished": journal.unfinished, "unknown": journal.unknown}
        rows = [_row(entry) for entry in entries[given.action]()]
        if given.json:
            output.print_json(rows)
        else:
            for row in rows:
                output.print_row({name: row[name] for name in ("name", "state", "task_id")})
    journal.close()


def _row(entry: Entry) -> dict[str, Any]:
    shown = asdict(entry)
    return {name: shown[name] for name in ("name", "state", "task_id", "fields", "server", "began")}


def _target(given: argparse.Namespace, output: Output) -> Download | None:
    return Download(given.download, on_progress=output.received) if given.download else None


def _fetched(task: Task, target: Download | None, output: Output) -> None:
    output.found(task, None if target is None else str(fetch(task, target)))


def _options(given: argparse.Namespace, *names: str) -> dict[str, Any]:
    return {name: getattr(given, name) for name in names if getattr(given, name) is not None}


def _client(given: argparse.Namespace, *, needs_journal: bool) -> VideoGenerations:
    named = given.journal or os.environ.get(JOURNAL_VARIABLE)
    return VideoGenerations(base_url=given.base_url, journal=_place(given) if needs_journal or named else None)


def _place(given: argparse.Namespace) -> str:
    """The journal that is given, that of the environment, or the user's."""
    if place := given.journal or os.environ.get(JOURNAL_VARIABLE):
        return str(place)
    path = _of_the_user()
    said = "there is no home: give --journal" if path.parts[0].startswith("~") else ""
    try:
        if not said:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        said = error.strerror or str(error)
    if said:
        raise JournalError(f"The folder {str(path.parent)!r} for the journal cannot be made ({said}); nothing was sent")
    return str(path)


def _of_the_user() -> Path:
    """The user's journal, where none is given."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    known = os.path.expanduser(state)  # noqa: PTH111 - of a user without a home it leaves the tilde, and does not raise
    return Path(known) / "video-generations" / "jobs.sqlite"


def _is_kept() -> bool:
    """Tell whether the user has a journal, in which the end of a task may be noted; none is made for that."""
    return os.access(_of_the_user(), os.W_OK)


@contextlib.contextmanager
def _told_of_termination() -> Iterator[None]:
    """End by SIGTERM, or when the terminal is closed, as by Ctrl-C: what was paid is told, and noted in the journal."""

    def terminated(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ends = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.getsignal(number) for number in ends}
    for number in ends:
        if before[number] is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, terminated)
    try:
        yield
    finally:
        for number in ends:
            signal.signal(number, before[number])


_COMMANDS = {"create": _create, "get": _get, "wait": _wait, "journal": _journal}
