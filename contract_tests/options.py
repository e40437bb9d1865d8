"""The options of the suite, and what follows from them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from contract_tests.generation.fuzzing import MODES, fuzzing_id
from contract_tests.generation.plan import PlanOptions, plan
from contract_tests.generation.probe import Probe
from contract_tests.prices import MILLIONTHS, Prices
from contract_tests.recording import Recording
from contract_tests.reporting.waivers import Waiver
from contract_tests.server_address import is_loopback
from contract_tests.spec import Basis, Operation, Spec

#: The key in the place of a recorded one.
REPLAYED_KEY = "sk-replayed-51c0de7f93ab"
#: The key of the bundled mock server: known to everybody, and to no other server.
MOCK_KEY = "sk-mock-2b9e41d07f6c"
#: Where the ledger lies when nobody says where.
LEDGER = "contract.ledger.sqlite"


class OptionError(Exception):
    """An option is wrong, or they do not fit together; the message says in one line what to do."""


@dataclass(frozen=True)
class Options:
    """What a run was asked for. `base_url` is None for the bundled mock server."""

    spec: Spec
    base_url: str | None
    key: str | None = field(repr=False)  # tracebacks show representations
    key_env: str | None
    basis: Basis
    strength: int
    max_paid: int | None
    max_spend: int | None
    prices: Prices | None
    rate: float | None
    shard: tuple[int, int]
    ledger: Path | None
    resume: bool
    max_response_time: float | None
    timeout: float
    examples: int | None
    seed: int
    waivers: dict[str, Waiver]
    report: Path | None
    ca_bundle: str | None
    record: Path | None = None
    replay: Recording | None = None

    @cached_property
    def plan(self) -> list[Probe]:
        """Every probe of the run, or of this shard of it, in the order in which it is sent."""
        prices = self.prices
        by_price = (lambda row: prices.of(row.body) / MILLIONTHS) if prices is not None else None
        whole = plan(self.spec, PlanOptions(self.strength, self.key, self.free, self.public, by_price))
        number, count = self.shard
        return whole[number - 1 :: count]

    def price(self, probe: Probe) -> int:
        """What a probe may cost, in millionths; of an invalid body nobody can know, so it may cost the most."""
        if self.prices is None:
            return 0
        return self.prices.of(probe.row.body) if probe.row is not None else self.prices.highest

    @property
    def fingerprint(self) -> str:
        """Equal for runs with the same plan against the same server."""
        facts = [self.base_url or "mock", str(self.shard), str(self.max_response_time)]
        facts += [f"{probe.id} {probe.call.body!r}" for probe in self.plan]
        return hashlib.sha256("\n".join(facts).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def facts(self) -> dict[str, object]:
        """What a recording keeps of these options: those that shape the plan, as they are given."""
        return {
            "--strength": self.strength,
            "--max-paid": self.max_paid,
            "--examples": self.examples,
            "--seed": self.seed,
            "max_spend": self.max_spend,
            "basis": self.basis,
            "key": self.key is not None,
            "shard": list(self.shard),
        }

    @property
    def free(self) -> bool:
        """Whether accepted requests cost nothing: a server on this machine, and no limit asked for."""
        return self.max_paid is None and self.max_spend is None

    @property
    def public(self) -> bool:
        """Whether what a create makes may be public: on this machine nobody sees it."""
        return self.base_url is None or is_loopback(self.base_url)

    @property
    def fuzzed(self) -> list[Operation]:
        """The operations that schemathesis makes requests for: those that a plan has rows of."""
        planned = {probe.operation.id for probe in self.plan if probe.row is not None}
        wanted = [operation for operation in self.spec.operations if operation.id in planned]
        return wanted if self.fuzz_examples else []

    @property
    def expected_records(self) -> list[str]:
        """The ids under which a whole run tells what came of it: of each probe, and of each round of fuzzing."""
        rounds = [fuzzing_id(operation, mode) for operation in self.fuzzed for mode in MODES]
        return [*(probe.id for probe in self.plan), *rounds]

    @property
    def fuzz_examples(self) -> int:
        """How many requests of its own schemathesis makes for each operation and mode."""
        return self.examples if self.examples is not None else 40 if self.free else 0
