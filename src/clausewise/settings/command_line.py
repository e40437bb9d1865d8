"""The options of the suite, for the command line of pytest and for that of argparse."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clausewise.settings.options import LEDGER
from clausewise.settings.shared_ledger import LEASE
from clausewise.spec import BASES, DEFAULT_SPEC

#: The unit of each number, its least and its most. No wait is longer than a day: so long ones, no clock can count.
BOUNDS = {
    "--max-paid": ("a number", 0, 1_000_000),
    "--examples": ("a number", 0, 1_000_000),
    "--rate": ("requests a minute", 0.001, 1_000_000),
    "--timeout": ("seconds", 0.001, 86_400),
    "--max-response-time": ("seconds", 0.001, 86_400),
    "--follow-timeout": ("seconds", 0.001, 604_800),
    "--follow-interval": ("seconds", 0.01, 86_400),
    "--max-task-time": ("seconds", 0.001, 604_800),
    "--notify-port": ("a port", 1, 65_535),
    "--lease": ("seconds", 1, 3600),
}


#: The options that are given without a value, and left out or given as --no-… where they are not meant.
FLAGS = ("--follow",)


def argument(name: str, value: str) -> str:
    """An option of a text as an argument of a command line; the text of a flag is true or false."""
    if name in FLAGS:
        return name if value.lower() == "true" else name.replace("--", "--no-", 1)
    return f"{name}={value}"


def add_options(add: Callable[..., Any]) -> None:
    """Add each option by a function that takes what `argparse.ArgumentParser.add_argument` does."""
    add("--base-url", metavar="URL", help="the server to check (default: the bundled mock server)")
    add("--api-key-env", metavar="NAME", help="the environment variable that holds the API key; never the key itself")
    add(
        "--basis",
        choices=BASES,
        help="clauses of a weaker basis than this are reported, not failed "
        "(default: documented; assumed, that is everything, on the bundled mock server)",
    )
    add("--spec", metavar="FILE", type=Path, default=DEFAULT_SPEC, help="the spec to check against")
    add(
        "--strength",
        type=int,
        choices=(1, 2, 3),
        default=2,
        help="how many fields each combination covered by valid requests has (default: %(default)s)",
    )
    add("--max-paid", metavar="N", type=int, help="never send more than N requests that the server may charge for")
    add("--max-spend", metavar="AMOUNT", help="never spend more than this, by the --prices")
    add("--prices", metavar="FILE", type=Path, help="what accepted requests cost, in TOML; one price is for all others")
    add("--plan", action="store_true", help="send nothing: print what would be sent, and what it may cost")
    add(
        "--ledger",
        metavar="FILE|ADDRESS",
        help="where to keep what was sent: a file, or for many machines postgresql://USER:PASSWORD@HOST/DATABASE, or "
        f"env:NAME for a variable that holds that (default where a limit is set off this machine: {LEDGER})",
    )
    add("--run", metavar="NAME", help="the run in a --ledger of many machines: each that gives the name takes part")
    add(
        "--lease",
        metavar="SECONDS",
        type=float,
        default=LEASE,
        help="how long a machine of such a run may be unheard of before it counts as dead (default: %(default)s)",
    )
    add("--resume", action="store_true", help="go on where the run of this ledger has ended")
    add("--shard", metavar="I/N", default="1/1", help="run the Ith of N parts of the plan and of the limit")
    add("--rate", metavar="N", type=float, help="send at most N requests a minute")
    add("--max-response-time", metavar="SECONDS", type=float, help="fail an answer that takes longer (default: none)")
    add(
        "--follow",
        action=BooleanOptionalAction,
        default=None,
        help="read every task that was started until it ends, and judge what it made (default: for the bundled mock "
        "server only); costs no further request that is charged for",
    )
    add(
        "--follow-timeout",
        metavar="SECONDS",
        type=float,
        default=1800.0,
        help="how long each task is followed (default: %(default)s)",
    )
    add(
        "--follow-interval",
        metavar="SECONDS",
        type=float,
        help="how often each task is read (default: 30; for the bundled mock server 0.1)",
    )
    add(
        "--max-task-time",
        metavar="SECONDS",
        type=float,
        help="fail a task that takes longer until its end (default: none)",
    )
    add(
        "--notify-url",
        metavar="URL",
        help="where the server under test reaches the receiver of calls that tell of an end "
        "(default: on this machine, for a server that is there too)",
    )
    add(
        "--notify-port",
        metavar="PORT",
        type=int,
        help="the port of that receiver, on this machine only (default: that of a --notify-url here, else a free one)",
    )
    add("--timeout", metavar="SECONDS", type=float, default=30.0, help="give up on an answer (default: %(default)s)")
    add(
        "--examples",
        metavar="N",
        type=int,
        help="requests that schemathesis makes for each operation and mode (default: 40; 0 where a limit is set)",
    )
    add("--seed", metavar="N", type=int, default=0, help="seed of these requests (default: %(default)s)")
    add("--waivers", metavar="FILE", type=Path, help="known deviations, in TOML: clause, reason, expires")
    add("--allow-undecided", action="store_true", help="end with 0 where nothing failed but not everything was checked")
    add("--label", metavar="TEXT", help="a name for this run, which the report carries")
    add(
        "--report",
        metavar="DIR",
        type=Path,
        help="write the report into this folder, in every format: a page, JSON, SARIF, Markdown, tests",
    )
    add("--record", metavar="FILE", type=Path, help="write every exchange into this new HAR file")
    add("--replay", metavar="FILE", type=Path, help="send nothing: check the answers again that --record has written")
    add(
        "--ca-bundle",
        metavar="FILE",
        help="trust the authorities in this file of certificates (PEM), in place of the public ones",
    )
