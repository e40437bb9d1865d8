"""Arguments of the command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn

from .._version import __version__
from .fields import add_fields

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["OneLineParser"]

EPILOG = """environment:
  VIDEO_GENERATIONS_BASE_URL  the server
  VIDEO_GENERATIONS_API_KEY   the key, which no option takes: options are seen by other users of a machine
  VIDEO_GENERATIONS_JOURNAL   the journal; default: jobs.sqlite in the user's state folder

exit codes:
  0  done
  1  refused by the server, or another error; nothing was started
  2  wrong options, fields or settings; nothing was sent
  3  the server or the journal cannot be reached; nothing was sent
  4  perhaps started and paid: do not repeat it, unless by --once
  5  the task has ended without a video
  6  the task goes on: wait for it by its id
  7  the video is made and could not be fetched: wait --download does so again
  130  interrupted
"""


class OneLineParser(argparse.ArgumentParser):
    """A parser, as are those of its commands, that says in one line what is wrong, and ends with 2."""

    def error(self, message: str) -> NoReturn:
        """End, in the place of the usage with where that is."""
        self.exit(2, f"error: {message}; see `{self.prog} --help`\n")


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    whole = OneLineParser(
        prog="video-generations",
        description="Start video generations, wait for them and fetch them. None is paid twice.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=__version__)
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    create = _command(commands, "create", "start a video, and wait for it if that is wished")
    _common(create)
    _journal(create)
    create.add_argument("--once", metavar="NAME", help="a name: at most one create by it is ever sent, see --journal")
    create.add_argument("--wait", action="store_true", help="wait until the task has ended")
    _waiting(create)
    create.add_argument("--no-check", action="store_true", help="do not check the fields before they are sent")
    create.add_argument("--extra", action="append", default=[], metavar="NAME=JSON", help="a field the spec lacks")
    add_fields(create)
    get = _command(commands, "get", "read a task")
    wait = _command(commands, "wait", "wait for a task")
    for reading in (get, wait):
        reading.add_argument("task_id", metavar="ID")
        _common(reading)
        _journal(reading)
    _waiting(wait)
    journal = _command(commands, "journal", "see and mend what --once has kept")
    actions = journal.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, says in (
        ("list", "all names, with what became of them"),
        ("unfinished", "tasks that were not seen to end"),
        ("unknown", "names whose outcome is unknown"),
        ("resolve", "say which task a name has started"),
        ("forget", "free a name: the next create by it is sent, and paid"),
    ):
        action = _command(actions, name, says)
        _journal(action)
        action.add_argument("--json", action="store_true", help="print JSON")
        if name in ("resolve", "forget"):
            action.add_argument("name", metavar="NAME")
        if name == "resolve":
            action.add_argument("task_id", metavar="ID")
    return whole


def _command(commands: Commands, name: str, says: str) -> OneLineParser:
    return commands.add_parser(name, help=says, description=says.capitalize() + ".", allow_abbrev=False)


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--base-url", metavar="URL", help="the server, instead of that of the environment")
    command.add_argument("--timeout", type=float, metavar="SECONDS", help="for each step of a request")
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def _journal(command: argparse.ArgumentParser) -> None:
    command.add_argument("--journal", metavar="PLACE", help="a file, or postgresql://user@host/database")


def _waiting(command: argparse.ArgumentParser) -> None:
    command.add_argument("--download", metavar="PATH", help="write the video to a file, once it is made")
    command.add_argument("--interval", type=float, metavar="SECONDS", help="between two reads (default: 30)")
    command.add_argument("--wait-timeout", type=float, metavar="SECONDS", help="for all reads (default: 1800)")
