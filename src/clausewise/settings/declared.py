"""The options of the suite, each declared once: its name, its help, its bounds, and who knows of it."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from dataclasses import dataclass
from pathlib import Path

from clausewise.recording import Recording
from clausewise.settings.option import group, option
from clausewise.settings.option_groups import JudgingOptions, SendingOptions
from clausewise.settings.prices import Prices
from clausewise.settings.shared_ledger import LEASE, LedgerPlace
from clausewise.settings.waivers import Waiver
from clausewise.spec import BASES, DEFAULT_SPEC, Basis, Spec

#: The file of the ledger where none is named.
LEDGER = "contract.ledger.sqlite"
#: The longest of a wait, in seconds: so long ones that no clock can count help nobody.
DAY, WEEK = 86_400, 604_800


@dataclass(frozen=True, kw_only=True)
class DeclaredOptions:
    """The options of a run, in the order in which a command line shows them.

    `base_url` is None for the bundled mock server.
    """

    base_url: str | None = option(
        is_read=True, metavar="URL", help="the server to check (default: the bundled mock server)"
    )
    api_key_env: str | None = option(
        scope="server",
        metavar="NAME",
        help="the environment variable that holds the API key; never the key itself",
    )
    basis: Basis = option(
        is_read=True,
        choices=BASES,
        help="clauses of a weaker basis than this are reported, not failed "
        "(default: documented; assumed, that is everything, on the bundled mock server)",
    )
    spec: Spec = option(is_read=True, metavar="FILE", type=Path, default=DEFAULT_SPEC, help="the spec to check against")
    strength: int = option(
        shapes_plan=True,
        type=int,
        choices=(1, 2, 3),
        default=2,
        help="how many fields each combination covered by valid requests has (default: %(default)s)",
    )
    max_paid: int | None = option(
        shapes_plan=True,
        bounds=("a number", 0, 1_000_000),
        metavar="N",
        type=int,
        help="never send more than N requests that the server may charge for",
    )
    max_spend: int | None = option(is_read=True, metavar="AMOUNT", help="never spend more than this, by the --prices")
    prices: Prices | None = option(
        is_read=True,
        metavar="FILE",
        type=Path,
        help="what accepted requests cost, in TOML; one price is for all others",
    )
    plan: bool = option(
        scope="command", action="store_true", help="send nothing: print what would be sent, and what it may cost"
    )
    ledger: LedgerPlace | None = option(
        is_read=True,
        scope="command",
        metavar="FILE|ADDRESS",
        help="where to keep what was sent: a file, or for many machines postgresql://USER:PASSWORD@HOST/DATABASE, or "
        f"env:NAME for a variable that holds that (default where a limit is set off this machine: {LEDGER})",
    )
    run: str | None = option(
        scope="command",
        metavar="NAME",
        help="the run in a --ledger of many machines: each that gives the name takes part",
    )
    lease: float = option(
        bounds=("seconds", 1, 3600),
        metavar="SECONDS",
        type=float,
        default=LEASE,
        help="how long a machine of such a run may be unheard of before it counts as dead (default: %(default)s)",
    )
    resume: bool = option(scope="command", action="store_true", help="go on where the run of this ledger has ended")
    shard: tuple[int, int] = option(
        is_read=True,
        scope="command",
        metavar="I/N",
        default="1/1",
        help="run the Ith of N parts of the plan and of the limit",
    )
    sending: SendingOptions = group(SendingOptions)
    judging: JudgingOptions = group(JudgingOptions)
    follow: bool = option(
        is_read=True,
        shapes_plan=True,
        action=BooleanOptionalAction,
        default=None,
        help="read every task that was started until it ends, and judge what it made (default: for the bundled mock "
        "server only); costs no further request that is charged for",
    )
    follow_timeout: float = option(
        bounds=("seconds", 0.001, WEEK),
        metavar="SECONDS",
        type=float,
        default=1800.0,
        help="how long each task is followed (default: %(default)s)",
    )
    follow_interval: float = option(
        is_read=True,
        bounds=("seconds", 0.01, DAY),
        metavar="SECONDS",
        type=float,
        help="how often each task is read (default: 30; for the bundled mock server 0.1)",
    )
    max_task_time: float | None = option(
        bounds=("seconds", 0.001, WEEK),
        metavar="SECONDS",
        type=float,
        help="fail a task that takes longer until its end (default: none)",
    )
    notify_url: str | None = option(
        is_read=True,
        scope="ledger",
        metavar="URL",
        help="where the server under test reaches the receiver of calls that tell of an end "
        "(default: on this machine, for a server that is there too)",
    )
    notify_port: int | None = option(
        scope="ledger",
        bounds=("a port", 1, 65_535),
        metavar="PORT",
        type=int,
        help="the port of that receiver, on this machine only (default: that of a --notify-url here, else a free one)",
    )
    timeout: float = option(
        scope="server",
        bounds=("seconds", 0.001, DAY),
        metavar="SECONDS",
        type=float,
        default=30.0,
        help="give up on an answer (default: %(default)s)",
    )
    examples: int | None = option(
        shapes_plan=True,
        bounds=("a number", 0, 1_000_000),
        metavar="N",
        type=int,
        help="requests that schemathesis makes for each operation and mode (default: 40; 0 where a limit is set)",
    )
    seed: int = option(
        shapes_plan=True, metavar="N", type=int, default=0, help="seed of these requests (default: %(default)s)"
    )
    waivers: dict[str, Waiver] = option(
        is_read=True, metavar="FILE", type=Path, help="known deviations, in TOML: clause, reason, expires"
    )
    allow_undecided: bool = option(
        scope="command", action="store_true", help="end with 0 where nothing failed but not everything was checked"
    )
    label: str | None = option(scope="ledger", metavar="TEXT", help="a name for this run, which the report carries")
    report: Path | None = option(
        is_read=True,
        scope="command",
        metavar="DIR",
        type=Path,
        help="write the report into this folder, in every format: a page for people, JSON for programs, and more",
    )
    record: Path | None = option(
        is_read=True, scope="command", metavar="FILE", type=Path, help="write every exchange into this new HAR file"
    )
    replay: Recording | None = option(
        is_read=True,
        scope="command",
        metavar="FILE",
        type=Path,
        help="send nothing: check the answers again that --record has written",
    )
    ca_bundle: str | None = option(
        scope="server",
        metavar="FILE",
        help="trust the authorities in this file of certificates (PEM), in place of the public ones",
    )
