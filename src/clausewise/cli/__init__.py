"""The command `clausewise` and its subcommands, one a file."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from clausewise.bundled import installing, suite_version

#: Each subcommand with what it does and an example; its module has the same name.
COMMANDS = {
    "check": ("check a server against a spec", "clausewise check --base-url http://127.0.0.1:8080 --max-paid 5"),
    "mock": ("serve a mock server of a spec", "clausewise mock --port 8080 --spec openapi.yaml"),
    "lint": ("check that a spec is sound", "clausewise lint openapi.yaml"),
    "diff": ("show what changed between two specs, and whom it breaks", "clausewise diff old.yaml new.yaml"),
    "regenerate": (
        "let client, versions and CHANGELOG follow a spec",
        "clausewise regenerate --spec openapi.yaml --output client/_generated",
    ),
    "drift": (
        "check that a client is what a spec generates",
        "clausewise drift --spec openapi.yaml --output client/_generated",
    ),
    "compare": ("compare reports of runs, days or servers", "clausewise compare monday/ tuesday/ --page matrix.html"),
    "report": (
        "write the report of a run of many machines",
        "clausewise report --ledger env:LEDGER --run night-7 --report out",
    ),
    "fleet": ("check many servers, by workers", "clausewise fleet servers.toml --ledger env:LEDGER --run night-7"),
    "worker": ("take the checks of fleets, on any machine", "clausewise worker --ledger env:LEDGER"),
    "forget": ("delete an old run or round from its database", "clausewise forget --ledger env:LEDGER --run night-7"),
    "merge": ("join the reports of the shards of a run", "clausewise merge shard-1 shard-2 --output contract.json"),
}
USED_WRONGLY = 2
#: Purpose and example stand in one line of so many columns where they fit.
SHORT = 80
#: Exit codes as shells count them: 128 and the numbers of SIGPIPE and SIGINT.
CLOSED, INTERRUPTED = 141, 130
#: The exit code by name of a command that has one of its own for an interruption.
INTERRUPTIONS = {"check": 2}
#: The highest number of the streams of a process.
STDERR = 2
#: The extras that bring packages, by the package; what is not among them comes without an extra.
_EXTRAS = {"procrastinate": "fleet", "prometheus_client": "fleet", "psycopg": "fleet", "av": "video"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; returns its exit code, 2 when there is no such subcommand."""
    _open_streams()
    name, *rest = [*(sys.argv[1:] if arguments is None else arguments)] or ["--help"]
    if name in ("-h", "--help"):
        return _tell(_help())
    if name == "--version":
        return _tell(f"clausewise {suite_version()}")
    if name not in COMMANDS:
        print(f"clausewise: there is no command {name!r}; there are {', '.join(COMMANDS)}", file=sys.stderr)
        return USED_WRONGLY
    command = f"clausewise {name}"
    code = guarded(command, lambda: int(import_module(f"clausewise.cli.{name}").main(rest)))
    return INTERRUPTIONS.get(name, code) if code == INTERRUPTED else code


def guarded(command: str, run: Callable[[], int]) -> int:
    """The exit code of a command; a missing package, a closed pipe, a full disk and Ctrl-C end it in one line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console may know fewer characters than a spec has
    try:
        try:
            code = run()
        finally:
            sys.stdout.flush()  # also of a help, behind which argparse ends
    except ModuleNotFoundError as error:
        if str(error.name).startswith("clausewise"):
            raise  # a module of ours: no package that anybody could install
        install = installing(_EXTRAS.get(str(error.name).partition(".")[0], ""))
        print(f"{command}: {error.name} is not installed; run: {install}", file=sys.stderr)
        return USED_WRONGLY
    except OSError as error:
        return _unwritable(error, command)
    except KeyboardInterrupt:
        print(f"{command}: interrupted", file=sys.stderr)
        return INTERRUPTED
    return code


def _tell(text: str) -> int:
    try:
        print(text, flush=True)
    except OSError as error:
        return _unwritable(error, "clausewise")
    return 0


def _unwritable(error: OSError, command: str) -> int:
    """End where something cannot be written; without a word where whoever reads the output has read enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffer goes nowhere
    if isinstance(error, BrokenPipeError):
        return CLOSED
    where = error.filename or "the output cannot be written"
    print(f"{command}: {where}: {error.strerror or error}; mend that, and start it again", file=sys.stderr)
    return USED_WRONGLY


def _open_streams() -> None:
    """Open the streams that a process was started without, before a file of ours takes the number of one."""
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    while (number := os.open(os.devnull, os.O_RDWR)) <= STDERR:
        os.set_inheritable(number, True)  # noqa: FBT003 - the function takes it so
    os.close(number)
    sys.stdout = sys.stdout or os.fdopen(STDERR - 1, "w")
    sys.stderr = sys.stderr or os.fdopen(STDERR, "w")


def _help() -> str:
    """The help on one screen: 24 lines."""
    lines = ["usage: clausewise COMMAND [OPTIONS], or clausewise COMMAND --help, which names its exit codes"]
    for name, (purpose, example) in COMMANDS.items():
        short = f"  {name:<11} {purpose} $ {example}"
        lines += [short] if len(short) <= SHORT else [f"  {name:<11} {purpose}", f"              $ {example}"]
    return "\n".join(lines)
