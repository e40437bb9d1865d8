"""The plan of one run: its probes, what each may cost, and the records that are due of it."""

from __future__ import annotations

import hashlib
from functools import cached_property

from clausewise.probes.coverage import Coverage
from clausewise.probes.followed import TOGETHER, followed_id, followed_probes
from clausewise.probes.fuzzing import MODES, fuzzing_id
from clausewise.probes.plan import PlanOptions, controls_first, plan
from clausewise.probes.priced import price_of
from clausewise.probes.probe import Probe
from clausewise.settings.options import Options
from clausewise.settings.prices import MILLIONTHS
from clausewise.spec import Operation


class RunPlan:
    """The plan of a run with some options, made once."""

    def __init__(self, options: Options) -> None:
        self.options = options

    @cached_property
    def whole(self) -> list[Probe]:
        """Every probe of all shards, in the order in which it is sent."""
        options, prices = self.options, self.options.plan_prices
        by_price = (lambda row: prices.of(row.body) / MILLIONTHS) if prices is not None else None
        return plan(options.spec, PlanOptions(options.strength, options.key, options.free, options.is_local, by_price))

    @cached_property
    def probes(self) -> list[Probe]:
        """Every probe of the run, or of this shard of it, in the order in which it is sent."""
        number, count = self.options.shard
        return controls_first(self.whole[number - 1 :: count])

    @property
    def control(self) -> Probe | None:
        """The first valid request of all, the cheapest; None where the plan has none that the limit allows."""
        first = next((probe for probe in self.probes if probe.control), None)
        return None if first is not None and first.charged and self.options.max_paid == 0 else first

    @property
    def controls(self) -> dict[str, Probe]:
        """The first valid request of each operation."""
        return {probe.operation.id: probe for probe in self.probes if probe.control}

    def price(self, probe: Probe) -> int:
        """The most that a probe may cost, in millionths."""
        prices = self.options.prices
        return 0 if prices is None else price_of(probe.call, prices)

    @property
    def fingerprint(self) -> str:
        """A digest that is equal for runs with the same plan against the same server."""
        options = self.options
        facts = [options.base_url or "mock", str(options.shard), str(options.judging)]
        facts += [f"{probe.id} {probe.call.body!r}" for probe in self.probes]
        return hashlib.sha256("\n".join(facts).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def fuzzed(self) -> list[Operation]:
        """The operations that schemathesis makes requests for: those that the plan has rows of."""
        planned = {probe.operation.id for probe in self.probes if probe.row is not None}
        wanted = [operation for operation in self.options.spec.operations if operation.id in planned]
        return wanted if self.options.fuzz_examples else []

    @property
    def expected_records(self) -> list[str]:
        """The ids under which a whole run tells what came of it: of each probe, and of each round of fuzzing."""
        rounds = [fuzzing_id(operation, mode) for operation in self.fuzzed for mode in MODES]
        tasks = [followed_id(probe.id) for probe in self.followed]
        return [*(probe.id for probe in self.probes), *rounds, *tasks, *([TOGETHER] if tasks else [])]

    @cached_property
    def followed(self) -> list[Probe]:
        """The probes whose tasks are followed to their end."""
        return followed_probes(self.options.spec, self.probes) if self.options.follow else []

    @cached_property
    def coverage(self) -> Coverage:
        """The coverage of the plan when every row is accepted."""
        coverage = Coverage(self.options.strength)
        for probe in self.probes:
            if probe.row is not None:
                coverage.add(probe.operation.id, probe.row.levels, probe.row.classes)
        return coverage
