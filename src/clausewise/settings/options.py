"""The options of the suite, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clausewise.http.this_machine import is_loopback
from clausewise.recording import Recording
from clausewise.settings.prices import Prices
from clausewise.settings.shared_ledger import LEASE, LedgerPlace, SharedLedger
from clausewise.settings.waivers import Waiver
from clausewise.spec import Basis, Spec

#: The key in the place of a recorded one.
REPLAYED_KEY = "sk-replayed-51c0de7f93ab"
#: The key of the bundled mock server: known to everybody, and to no other server.
MOCK_KEY = "sk-mock-2b9e41d07f6c"
#: The file of the ledger where none is named.
LEDGER = "contract.ledger.sqlite"


class OptionError(Exception):
    """An option is wrong, or they do not fit together; the message says in one line what to do."""


@dataclass(frozen=True)
class Options:
    """The options of a run. `base_url` is None for the bundled mock server."""

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
    ledger: LedgerPlace | None
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
    #: The prices by which the rows are ordered: those of the recorded run where one is replayed.
    plan_prices: Prices | None = None
    allow_undecided: bool = False
    label: str | None = None
    follow: bool = False
    follow_timeout: float = 1800.0
    follow_interval: float = 30.0
    max_task_time: float | None = None
    notify_url: str | None = None
    notify_port: int | None = None
    lease: float = LEASE
    #: The options that a ledger of many machines keeps, so that a report can be written from it alone.
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, object]:
        """The options that a recording keeps: those that shape the plan, as they are given."""
        return {
            "--strength": self.strength,
            "--max-paid": self.max_paid,
            "--examples": self.examples,
            "--seed": self.seed,
            "--follow": self.follow,
            "max_spend": self.max_spend,
            "prices": self.plan_prices.facts if self.plan_prices is not None else None,
            "charging": self.spec.charging,
            "basis": self.basis,
            "key": self.key is not None,
            "shard": list(self.shard),
        }

    @property
    def free(self) -> bool:
        """Tell whether accepted requests cost nothing: a server on this machine, and no limit asked for."""
        return self.max_paid is None and self.max_spend is None

    @property
    def is_shared(self) -> bool:
        """Tell whether any number of machines take part in the run."""
        return isinstance(self.ledger, SharedLedger)

    @property
    def is_local(self) -> bool:
        """Tell whether the server is on this machine, where nobody else sees what a create makes."""
        return self.base_url is None or is_loopback(self.base_url)

    @property
    def sends_key_in_plain_text(self) -> bool:
        """Tell whether others on the way to the server can read the key."""
        return self.key is not None and not self.is_local and str(self.base_url).startswith("http:")

    @property
    def receives_calls(self) -> bool:
        """Tell whether the server can reach a receiver that is told of the end of tasks."""
        return self.follow and (self.notify_url is not None or self.is_local)

    @property
    def fuzz_examples(self) -> int:
        """The number of requests of its own that schemathesis makes for each operation and mode."""
        return self.examples if self.examples is not None else 40 if self.free else 0
