"""Groups of options, each for what goes by them: those of the sender, and those of the checks."""

from __future__ import annotations

from dataclasses import dataclass

from clausewise.settings.option import option


@dataclass(frozen=True, kw_only=True)
class SendingOptions:
    """The options by which requests are sent, whatever sends them.

    `failures`: how many answers in a row of redirects, 429, 5xx or none end the run; None is no bound.
    """

    rate: float | None = option(
        metavar="N", type=float, bounds=("requests a minute", 0.001, 1_000_000), help="send at most N requests a minute"
    )
    failures: int | None = None


@dataclass(frozen=True, kw_only=True)
class JudgingOptions:
    """The options by which the answers of a server are judged, for each check to look at."""

    max_response_time: float | None = option(
        metavar="SECONDS",
        type=float,
        bounds=("seconds", 0.001, 86_400),
        help="fail an answer that takes longer (default: none)",
    )
