"""Many machines on one run: that all of them do the same is checked before anything is sent."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.budget.work import Work, left, outcomes
from clausewise.bundled import suite_version
from clausewise.probes.run_plan import RunPlan
from clausewise.settings.option import values
from clausewise.settings.shared_ledger import BEATS


def taking_part(plan: RunPlan, ledger: Ledger) -> Work:
    """The work of a run that this machine may take part in; LedgerError where it would do something else."""
    lease = plan.options.lease
    work = Work(ledger, lease=lease, beat=lease / BEATS)
    try:
        if plan.options.resume:
            work.restart()
        agree(ledger, terms(plan), anew=plan.options.resume)
        ledger.storage.note_first("given", json.dumps(plan.options.given))
    except LedgerError:
        work.close()
        raise
    return work


def terms(plan: RunPlan) -> dict[str, str]:
    """The terms that are the same for each machine, beside the key, by the option that says it."""
    options = plan.options
    told: dict[str, Any] = {name: value for name, each, value in values(options) if each.scope == "run"}
    told["--notify-url"] = "given" if options.receives_calls else None  # each machine may have another
    long = {
        "--spec": json.dumps(options.spec.document, sort_keys=True, default=str),
        "--prices": repr(options.prices),
        "--waivers": repr(sorted(options.waivers.items())),
    }
    digests = {name: hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for name, text in long.items()}
    short = {name: str(value) for name, value in told.items() if name not in digests}
    return short | digests | {"version of the suite": suite_version()}


@dataclass(frozen=True)
class Seen:
    """The sum of what all machines have seen so far.

    `records` are those of the tests that are done, `left` counts the others. `controls` are operations of which a valid
    request was accepted at the first contact; `reason` says why nothing can be judged after it.
    """

    records: list[dict[str, Any]]
    controls: set[str]
    reason: str | None
    left: int


def contact_outcome(reason: str | None, controls: set[str], records: list[dict[str, Any]]) -> str:
    """The outcome of the first contact, as `seen` reads it."""
    return json.dumps({"reason": reason, "controls": sorted(controls), "records": records})


def outcome_of(records: list[str]) -> str:
    """The outcome of a test, as `seen` reads it: its records, which are JSON."""
    return f'{{"records": [{", ".join(records)}]}}'


def seen(ledger: Ledger) -> Seen:
    """The sum of what all machines have seen so far, by the ledger of their run."""
    told = [json.loads(text) for text in outcomes(ledger.storage)]
    contact: dict[str, Any] = next((entry for entry in told if "controls" in entry), {"controls": [], "reason": None})
    records = [record for entry in told for record in entry["records"]]
    return Seen(records, set(contact["controls"]), contact["reason"], left(ledger.storage))


def agree(ledger: Ledger, own: dict[str, str], *, anew: bool = False) -> None:
    """Check that these terms are those of the run, which they become `anew` or where it has none yet."""
    text = json.dumps(own)
    if anew:
        ledger.storage.note("terms", text)
    else:
        ledger.storage.note_first("terms", text)
    known: dict[str, str] = json.loads(ledger.storage.fact("terms") or text)
    for name, value in own.items():
        if known.get(name) != value:
            values = f" (there {known.get(name)}, here {value})" if len(value) < 64 else ""
            raise LedgerError(
                f"{ledger.path}: {name} is another than that of the run{values}; give the same to each machine"
            )
