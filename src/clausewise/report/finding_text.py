"""The text of a finding: the clause first, then the request, what came, and what would have been right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clausewise.checks.finding import Finding
from clausewise.http.exchange import SHOWN, Exchange, curl
from clausewise.http.redaction import Redaction
from clausewise.terminal.printable import printable


def failure_text(finding: Finding, redact: Redaction, *, note: str = "") -> str:
    """A finding for people, without secrets."""
    clause = finding.clause
    weaker = f"  the clause is {clause.basis}, what this request takes for granted is less"
    lines = [
        f"{clause.id} ({grounds(finding.basis, always=clause.always)}): {clause.says}",
        *([weaker] if finding.basis != clause.basis else []),
        *([note] if note else []),
        f"  request:  {curl(finding.exchange, redact)}",
        f"  actual:   {finding.actual}",
        f"  expected: {finding.expected}",
        f"  answer:   {answer_text(finding.exchange, redact)}",
    ]
    return "\n".join(lines)


def wanted(expected: object, says: str) -> str:
    """The expectation, in three words where it is the sentence of the clause, which stands beside it already."""
    return "what the clause says" if expected == says else str(expected)


def bare(actual: object, says: str) -> str:
    """The actual answer in words, without the sentence of the clause behind it, which stands beside it already."""
    return str(actual).removesuffix(f", although: {says}")


def grounds(basis: str, *, always: bool) -> str:
    """The basis of a finding, in words that are the same wherever it is told."""
    return f"{basis}, at every basis" if always else basis


def cause_of(finding: Mapping[str, Any]) -> str:
    """A text that findings, as records have them, share where their answers differ in numbers and ids alone."""
    actual = re.sub(r"[0-9a-fA-F]{8}[0-9a-fA-F-]*|\d+(?!\d* to )", "#", str(finding["actual"]))
    status = re.match(r"status \d+", str(finding["actual"]))
    return f"{finding['status']} {finding['clause']} {finding['basis']} {status[0] if status else ''} {actual}"


def again_text(finding: Mapping[str, Any]) -> str:
    """A finding whose cause is told already, in a line."""
    basis = grounds(finding["basis"], always=finding["always"])
    return f"{finding['clause']} ({basis}): the same as of {finding['same_as']}"


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
