"""The forecast of a run against a conforming server: what is sent, and what a limit holds back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clausewise.probes.keys import takes_keys
from clausewise.probes.known_parameters import is_readable
from clausewise.probes.probe import Probe, Then
from clausewise.probes.run_plan import RunPlan
from clausewise.run.reading_back import READS


@dataclass(frozen=True)
class Step:
    """One probe of a plan: how many requests it makes, how many of them are reads, what is paid for it in all.

    `requests` is 0 where a limit holds it back. `spent` is in millionths of the currency.
    """

    probe: Probe
    requests: int
    reads: int
    paid: int
    spent: int


def forecast(plan: RunPlan) -> Iterator[Step]:
    """Each step in the order of the plan, by the rules of the ledger."""
    options = plan.options
    paid = spent = 0
    for probe in plan.probes:
        price, own = plan.price(probe), 0
        sendings = 1 + (Then.REPEAT in probe.then)
        done = 0
        for _ in range(sendings):
            room = options.max_paid is None or paid < options.max_paid
            room = room and (options.max_spend is None or spent + price <= options.max_spend)
            if probe.payable and not room and not (probe.is_no_request and done == 0):
                break
            done += 1
            if probe.charged:
                own, paid, spent = own + 1, paid + 1, spent + price
        reads = _reads(plan, probe) if done else 0
        yield Step(probe, done + reads, reads, own, own * price)


def _reads(plan: RunPlan, probe: Probe) -> int:
    """The number of reads that follow an accepted probe."""
    spec = plan.options.spec
    links = [link for link in probe.operation.links if is_readable(spec, link)] if Then.READ in probe.then else []
    with_keys = spec.security_scheme is not None and plan.options.key is not None
    return sum(READS + (with_keys and takes_keys(spec, spec.operation(link.target))) for link in links)
