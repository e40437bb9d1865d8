"""A value class: one valid value, and the clause that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clausewise.spec import Basis, Clause


@dataclass(frozen=True)
class ValueClass:
    """One valid value that stands for its class.

    A server that refuses it breaks `clause`, with `basis`: that of the clause, or weaker where the
    spec does not speak of such a value. One that is `carried` asks for no row of its own: it stands in a row that
    would repeat another value.
    """

    name: str
    value: Any
    clause: Clause
    basis: Basis
    carried: bool = False

    def like(self, name: str, value: Any) -> ValueClass:
        """A class of the clause and basis of this one, which is a part of its value."""
        return replace(self, name=name, value=value)

    @property
    def weak(self) -> bool:
        """Tell whether the value rests on less than its clause does: a server may refuse it."""
        return self.basis != self.clause.basis
