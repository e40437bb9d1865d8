"""The plan for people: what would be sent, in order, what it may cost, and what is covered after each."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.probes.coverage import Coverage
from clausewise.probes.cuts import cuts
from clausewise.probes.probe import Expected
from clausewise.probes.run_plan import RunPlan
from clausewise.report.forecast import Step, forecast
from clausewise.terminal.printable import printable
from clausewise.terminal.wording import amount

#: The meaning of the columns.
LEGEND = "In all: charged for by then. Clauses, values, combinations: those that are tried by then."


def plan_text(plan: RunPlan) -> list[str]:
    """The lines of the plan."""
    options = plan.options
    coverage = Coverage(options.strength)
    clauses: set[str] = set()
    steps = list(forecast(plan))
    charged = 0
    lines = ["number  charged  in all  clauses  values  combinations  request"]
    for number, step in enumerate(steps, start=1):
        probe = step.probe
        if not step.requests:
            lines.append(f"{number:6}  {_held_back(plan, step)}: {probe.id}")
            continue
        charged += step.paid
        clauses |= {clause.id for clause in probe.clauses}
        if probe.row is not None:
            coverage.add(probe.operation.id, probe.row.levels, probe.row.classes)
        cost = options.prices.text(step.spent) if options.prices and step.paid else str(step.paid or "-")
        covered = f"{len(clauses):7}  {len(coverage.values):6}  {len(coverage.combinations):12}"
        lines.append(f"{number:6}  {cost:>7}  {charged:6}  {covered}  {probe.id}")
    return list(map(printable, [*lines, "", LEGEND, *_sums(plan, steps)]))  # a value of a spec may be anything


def _held_back(plan: RunPlan, step: Step) -> str:
    if step.probe.expected is not Expected.REFUSED:
        return "beyond the limit"
    prices = plan.options.prices
    price = f" ({prices.text(plan.price(step.probe))} if it were accepted)" if prices else ""
    return f"beyond what the limit can afford{price}"


def _sums(plan: RunPlan, steps: list[Step]) -> Iterator[str]:
    options = plan.options
    charged, spent = sum(step.paid for step in steps), sum(step.spent for step in steps)
    money = f", {options.prices.text(spent)}" if options.prices else ""
    requests = sum(step.requests for step in steps)
    yield f"{amount(requests, 'request')}; a conforming server accepts and charges for {charged} of them{money}."
    reads, read = sum(step.reads for step in steps), sum(step.reads > 0 for step in steps)
    if read:
        yield f"{reads} of them read again, by its id, what {read} others make."
    held = [step.probe for step in steps if not step.requests]
    misses = sum(probe.expected is Expected.REFUSED for probe in held)
    if misses:
        yield (
            f"{misses} near misses are not sent, since the limit could not pay for them if they were accepted: "
            "the run stays undecided."
        )
    if len(held) > misses:
        yield f"{amount(len(held) - misses, 'valid request', 'is')} beyond the limit."
    if plan.fuzzed:
        yield "On top of them comes what schemathesis makes up; a conforming server accepts what of it is valid."
    yield from (f"Cut: {line}." for line in cuts(plan.options.spec, plan.options.strength, free=plan.options.free))
    yield _worst_case(plan, charged)
    yield "Nothing was sent."


def _worst_case(plan: RunPlan, charged: int) -> str:
    options = plan.options
    refused = [probe for probe in plan.probes if probe.payable and probe.expected is Expected.REFUSED]
    # Of each clause one near miss at most is paid for: the first that is accepted ends the clause.
    ends = len({(probe.clauses[0].id, probe.basis) for probe in refused})
    worst = charged + ends if not options.free else charged + len(refused)
    if options.max_paid is not None:
        worst = min(worst, options.max_paid)
    dearest = options.prices.highest * worst if options.prices else 0
    if options.max_spend is not None:
        dearest = min(dearest, options.max_spend)
    money = f", at most {options.prices.text(dearest)}" if options.prices else ""
    return f"In the worst case, a server that accepts everything, {worst} are paid for{money}."
