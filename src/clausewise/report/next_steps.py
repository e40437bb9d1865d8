"""The next steps that a report leaves to whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausewise.budget.limits import LIMIT_OF


def next_steps(report: Mapping[str, Any]) -> list[str]:
    """The sentences that say what to do about a verdict, from the data of contract.json; none where it conforms."""
    if report["conforms"] == "no":
        return [
            "Send the request of a finding again; reproduce.py, in the folder of this report, has a test for each, "
            "which fails until the clause is kept.",
            "A deviation that is known goes into the file of --waivers, with its reason.",
        ]
    if report["conforms"] == "undecided" and any(LIMIT_OF in left["reason"] for left in report["not_run"]):
        return [
            "Give a higher limit, and --resume with the --ledger of this run where there is one: "
            "what was sent is not sent again."
        ]
    return []
