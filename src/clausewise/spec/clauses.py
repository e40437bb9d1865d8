"""A clause: one promise of the spec, with its id and its basis."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Basis = Literal["documented", "exemplified", "observed", "assumed"]

#: The bases, strongest first.
BASES: tuple[Basis, ...] = get_args(Basis)


class SpecError(Exception):
    """The spec cannot be used; the message says in one line what, where and what to do."""


@dataclass(frozen=True)
class Clause:
    """One promise, read from an `x-clauses` entry of the spec.

    `keywords` are the schema keywords or the aspects of HTTP that it governs where it stands;
    None means every one of them. A clause with `always` fails a server at every basis.
    """

    id: str
    basis: Basis
    says: str
    pointer: str = field(compare=False)
    keywords: frozenset[str] | None = field(default=None, compare=False)
    always: bool = False

    def governs(self, keyword: str) -> bool:
        """Tell whether this clause is about `keyword` of the place where it stands."""
        return self.keywords is None or keyword in self.keywords

    def binds_at(self, basis: Basis, finding: Basis) -> bool:
        """Tell whether a finding that breaks this clause, of a basis of its own, fails a server judged at `basis`."""
        return self.always or BASES.index(finding) <= BASES.index(basis)


def weakest(*bases: Basis) -> Basis:
    """The weakest of some bases, which is the basis of what rests on all of them."""
    return max(bases, key=BASES.index)


def clauses_at(node: Any, pointer: str) -> list[Clause]:
    """The clauses that stand in the `x-clauses` of one node of the spec."""
    entries = node.get("x-clauses", []) if isinstance(node, dict) else []
    return [
        Clause(
            id=entry["id"],
            basis=entry["basis"],
            says=entry["says"],
            pointer=pointer,
            keywords=frozenset(entry["keywords"]) if "keywords" in entry else None,
            always=entry.get("always", False),
        )
        for entry in entries
    ]
