"""The verdict on a run of many machines, from its ledger alone."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.probes.run_plan import RunPlan
from clausewise.report.verdict import Verdict
from clausewise.run.machines import agree, seen, terms
from clausewise.settings.command_line import add_options, argument
from clausewise.settings.option_reading import read_options
from clausewise.settings.options import REPLAYED_KEY
from clausewise.terminal.wording import amount


def verdict_of(ledger: Ledger, moved: Mapping[str, str]) -> Verdict:
    """The verdict so far; LedgerError where there is no such run.

    `moved` names files of the run that lie elsewhere on this machine, by their options. OptionError where one is wrong.
    """
    kept = ledger.storage.fact("given")
    if kept is None:
        raise LedgerError(f"{ledger.path}: there is no such run; give the name and the database of one that has begun")
    parser = argparse.ArgumentParser()
    add_options(parser.add_argument)
    told = {**json.loads(kept), **moved}
    given = vars(parser.parse_args([argument(name, value) for name, value in told.items()]))
    options = read_options(lambda name: given[name.removeprefix("--").replace("-", "_")])
    plan = RunPlan(replace(options, key=REPLAYED_KEY if ledger.has_key() else None))
    agree(ledger, terms(plan))
    if not ledger.is_of(plan.fingerprint):
        raise LedgerError(f"{ledger.path}: its plan is another; use the version of the suite that has made it")
    so_far = seen(ledger)
    verdict = Verdict(plan, plan.options.base_url or "", ledger.counts, run_id=ledger.run_id())
    verdict.records, verdict.controls = so_far.records, so_far.controls
    sent = [request for record in so_far.records for request in record["sent"]]
    if sent:
        verdict.seconds = max(r["at"] for r in sent) - min(r["at"] - r["seconds"] for r in sent)
    if so_far.reason or so_far.left:
        verdict.ended = so_far.reason or f"it is not done yet: {amount(so_far.left, 'test', 'is')} left"
    return verdict
