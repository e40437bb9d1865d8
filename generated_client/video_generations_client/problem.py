"""One way in which a body breaks the spec."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One way in which a body breaks the spec.

    Attributes:
        field: The field, or the fields of a rule between several; empty for the body itself.
        clause: The id of the clause that it breaks, empty where the spec names none.
        basis: How well the clause is known: documented, exemplified, observed or assumed.
        reason: What is wrong, and what is allowed.
    """

    field: str
    clause: str
    basis: str
    reason: str

    def __str__(self) -> str:
        clause = f" [{self.clause}, {self.basis}]" if self.clause else ""
        return f"{self.field or 'body'}: {self.reason}{clause}"
