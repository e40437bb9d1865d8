"""The groups of options that the sender and the checks hold: how the server is treated, how its answers are judged."""

from __future__ import annotations

from dataclasses import dataclass

from clausewise.settings.option import option


@dataclass(frozen=True, kw_only=True)
class Manners:
    """The treatment of a server, by whatever sends.

    `failures`: how many answers in a row of redirects, 429, 5xx or none end the run; None is no bound.
    """

    rate: float | None = option(
        metavar="N", type=float, bounds=("requests a minute", 0.001, 1_000_000), help="send at most N requests a minute"
    )
    failures: int | None = None


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The measures of the caller that answers are judged by, for each check to look at."""

    max_response_time: float | None = option(
        metavar="SECONDS",
        type=float,
        bounds=("seconds", 0.001, 86_400),
        help="fail an answer that takes longer (default: none)",
    )
