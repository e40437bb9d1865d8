"""The text of a finding: the clause first, then the request, what came, and what would have been right."""

from __future__ import annotations

from clausewise.checks.finding import Finding
from clausewise.http.exchange import SHOWN, Exchange, curl
from clausewise.http.redaction import Redaction
from clausewise.terminal.printable import printable


def failure_text(finding: Finding, redact: Redaction, *, note: str = "") -> str:
    """A finding for people, without secrets."""
    clause = finding.clause
    weaker = f", here {finding.basis}" if finding.basis != clause.basis else ""
    lines = [
        f"{clause.id} ({clause.basis}{weaker}{', at every basis' if clause.always else ''}): {clause.says}",
        *([note] if note else []),
        f"  request:  {curl(finding.exchange, redact)}",
        f"  actual:   {finding.actual}",
        f"  expected: {finding.expected}",
        f"  answer:   {answer_text(finding.exchange, redact)}",
    ]
    return "\n".join(lines)


def answer_text(exchange: Exchange, redact: Redaction) -> str:
    """An answer in one line: status, media type, body."""
    if exchange.status is None:
        return printable(redact(f"none ({exchange.error})"))
    # Cut far behind what is shown: a secret on the cut would not be found any more.
    text = exchange.body[: 8 * SHOWN].decode("utf-8", "backslashreplace")
    shown = printable(redact(text))
    shown = (
        shown
        if len(shown) <= SHOWN and len(exchange.body) <= 8 * SHOWN
        else f"{shown[:SHOWN]}… ({len(exchange.body)} bytes)"
    )
    head = printable(redact(f"{exchange.status} {exchange.header('content-type') or 'without Content-Type'}"))
    return f"{head}: {shown or '(empty)'}"
