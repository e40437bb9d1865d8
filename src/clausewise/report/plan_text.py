"""The plan for people: what would be sent, in order, what it may cost, and what is covered after each."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.probes.coverage import Coverage
from clausewise.probes.probe import Expected, Probe, Then
from clausewise.probes.run_plan import RunPlan


def plan_text(plan: RunPlan) -> list[str]:
    """The lines of the plan."""
    options = plan.options
    coverage = Coverage(options.strength)
    clauses: set[str] = set()
    sent: list[Probe] = []
    charged = spent = 0
    lines = ["number  charged  in all  clauses  values  combinations  request"]
    for number, probe in enumerate(plan.probes, start=1):
        accepted = _accepted(probe)
        over = options.max_paid is not None and charged + accepted > options.max_paid
        price = plan.price(probe) * accepted
        over = over or (options.max_spend is not None and spent + price > options.max_spend)
        if over:
            lines.append(f"{number:6}  beyond the limit: {probe.id}")
            continue
        sent.append(probe)
        charged += accepted
        spent += price
        clauses |= {clause.id for clause in probe.clauses}
        if probe.row is not None:
            coverage.add(probe.operation.id, probe.row.levels, probe.row.classes)
        cost = options.prices.text(price) if options.prices and accepted else str(accepted or "-")
        covered = f"{len(clauses):7}  {len(coverage.values):6}  {len(coverage.combinations):12}"
        lines.append(f"{number:6}  {cost:>7}  {charged:6}  {covered}  {probe.id}")
    return [*lines, "", *_sums(plan, sent, charged, spent)]


def _accepted(probe: Probe) -> int:
    """How many paid requests a conforming server makes of a probe."""
    if not probe.charged:
        return 0
    return 1 + (Then.REPEAT in probe.then)


def _sums(plan: RunPlan, sent: list[Probe], charged: int, spent: int) -> Iterator[str]:
    options = plan.options
    money = f", {options.prices.text(spent)}" if options.prices else ""
    requests = len(sent) + sum(Then.REPEAT in probe.then for probe in sent)
    yield f"{requests} requests; a conforming server accepts and charges for {charged} of them{money}."
    read = sum(Then.READ in probe.then for probe in sent)
    if read:
        yield f"On top of them come reads of what {read} of them make."
    if plan.fuzzed:
        yield "On top of them comes what schemathesis makes up; a conforming server accepts what of it is valid."
    refused = [probe for probe in plan.probes if probe.payable and probe.expected is Expected.REFUSED]
    # Of each clause one near miss at most is paid for: the first that is accepted ends the clause.
    ends = len({probe.clauses[0].id for probe in refused})
    worst = charged + ends if not options.free else charged + len(refused)
    if options.max_paid is not None:
        worst = min(worst, options.max_paid)
    dearest = options.prices.highest * worst if options.prices else 0
    if options.max_spend is not None:
        dearest = min(dearest, options.max_spend)
    money = f", at most {options.prices.text(dearest)}" if options.prices else ""
    yield f"In the worst case, a server that accepts everything, {worst} are paid for{money}."
    yield "Nothing was sent."
