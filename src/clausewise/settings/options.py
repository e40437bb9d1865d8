"""The options of the suite, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from clausewise.http.this_machine import is_loopback
from clausewise.settings.declared import DeclaredOptions
from clausewise.settings.option import values
from clausewise.settings.prices import Prices
from clausewise.settings.shared_ledger import SharedLedger

#: The key in the place of a recorded one.
REPLAYED_KEY = "sk-replayed-51c0de7f93ab"
#: The key of the bundled mock server: known to everybody, and to no other server.
MOCK_KEY = "sk-mock-2b9e41d07f6c"


class OptionError(Exception):
    """An option is wrong, or they do not fit together; the message says in one line what to do."""


@dataclass(frozen=True, kw_only=True)
class Options(DeclaredOptions):
    """The options of a run, and what follows from them."""

    key: str | None = field(repr=False)  # tracebacks show representations
    #: The prices by which the rows are ordered: those of the recorded run where one is replayed.
    plan_prices: Prices | None = None
    #: The options that a ledger of many machines keeps, so that a report can be written from it alone.
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, object]:
        """The options that a recording keeps: those that shape the plan, as they are given."""
        return {
            **{name: value for name, declared, value in values(self) if declared.shapes_plan},
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
