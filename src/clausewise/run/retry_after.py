"""The time that a server asks to wait for, by Retry-After: seconds or a date (RFC 9110, 10.2.3)."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

from clausewise.http.exchange import Exchange

#: The longest time that an answer of 429 is obeyed for, in seconds; a longer one ends the probe.
LONGEST_WAIT = 60.0


def retry_after(exchange: Exchange) -> float | None:
    """The seconds that a 429 asks to wait; None when it does not say so in a usable way."""
    text = exchange.header("retry-after") or ""
    if text.isascii() and text.isdigit() and len(text) < 10:
        wait = float(text)
    else:
        until, now = (_moment(exchange, name) for name in ("retry-after", "date"))
        if until is None:
            return None
        wait = max(0.0, until - (time.time() if now is None else now))  # by the clock of the server, where it is told
    return wait if wait <= LONGEST_WAIT else None


def _moment(exchange: Exchange, header: str) -> float | None:
    """The moment of a date in a header, in seconds since 1970."""
    try:
        return parsedate_to_datetime(exchange.header(header) or "").timestamp()
    except (ValueError, OverflowError):
        return None
