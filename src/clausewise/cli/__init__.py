"""The command `clausewise` and its subcommands, one a file."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from clausewise.bundled import suite_version

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
#: Exit code where nobody reads the output on, as shells count it: 128 and the number of SIGPIPE.
CLOSED = 141
_INSTALL = f"{sys.executable} -m pip install 'clausewise[{{}}]'"
#: The extras that bring packages, by the package; what is not among them comes with that of the client.
_EXTRAS = {"procrastinate": "fleet", "prometheus_client": "fleet", "psycopg": "fleet"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; returns its exit code, 2 when there is no such subcommand."""
    name, *rest = [*(sys.argv[1:] if arguments is None else arguments)] or ["--help"]
    if name in ("-h", "--help"):
        return _tell(_help())
    if name == "--version":
        return _tell(f"clausewise {suite_version()}")
    if name not in COMMANDS:
        print(f"clausewise: there is no command {name!r}; there are {', '.join(COMMANDS)}", file=sys.stderr)
        return USED_WRONGLY
    return _run(name, rest)


def _run(name: str, arguments: list[str]) -> int:
    """Run a subcommand; a missing package, a closed pipe and an unwritable character end in no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console may know fewer characters than a spec has
    try:
        code = int(import_module(f"clausewise.cli.{name}").main(arguments))
        sys.stdout.flush()
    except ModuleNotFoundError as error:
        if str(error.name).startswith("clausewise"):
            raise  # a module of ours: no package that anybody could install
        install = _INSTALL.format(_EXTRAS.get(str(error.name).partition(".")[0], "client"))
        print(f"clausewise {name}: {error.name} is not installed; run: {install}", file=sys.stderr)
        return USED_WRONGLY
    except BrokenPipeError:
        return _closed()
    return code


def _tell(text: str) -> int:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        return _closed()
    return 0


def _closed() -> int:
    """End without a word: whoever read the output has read enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CLOSED


def _help() -> str:
    """The help on one screen: 24 lines."""
    lines = ["usage: clausewise COMMAND [OPTIONS], or clausewise COMMAND --help, which names its exit codes"]
    for name, (purpose, example) in COMMANDS.items():
        short = f"  {name:<11} {purpose} $ {example}"
        lines += [short] if len(short) <= SHORT else [f"  {name:<11} {purpose}", f"              $ {example}"]
    return "\n".join(lines)
