"""The options of a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clausewise.probes.rows import Row


@dataclass(frozen=True)
class PlanOptions:
    """The options of a plan.

    `strength`: how many fields each covering row combination has, 1 to 3. `free`: accepted requests
    cost nothing, so the full product of tied fields is added. `is_local`: nobody else sees
    what is made, so safe values may be left where a combination asks for it. `price`: the price of a row,
    None where the spec's order stands for it.
    """

    strength: int = 2
    key: str | None = None
    free: bool = True
    is_local: bool = True
    price: Callable[[Row], float] | None = None
