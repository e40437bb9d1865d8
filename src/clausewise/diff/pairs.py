"""An operation of the old spec with the same one of the new, and plain changes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clausewise.diff.change import Change, Direction, Severity, Witness
from clausewise.diff.schemas import compare
from clausewise.diff.site import Side, Site
from clausewise.diff.witnesses import judged
from clausewise.schema.value_classes import value_classes
from clausewise.spec import Spec
from clausewise.spec.operations import Operation
from clausewise.spec.walking import Location


@dataclass(frozen=True)
class OperationPair:
    """One operation, before and after."""

    old: Spec
    new: Spec
    before: Operation
    after: Operation

    @property
    def specs(self) -> tuple[Spec, Spec]:
        """The old spec and the new."""
        return self.old, self.new

    @property
    def sides(self) -> tuple[tuple[Spec, Operation], tuple[Spec, Operation]]:
        """Spec and operation, before and after."""
        return (self.old, self.before), (self.new, self.after)

    def schemas(
        self, direction: Direction, kind: str, old: Location, new: Location, place: str = ""
    ) -> Iterator[Change]:
        """The changes between two schemas of this operation."""
        site = Site(
            direction=direction,
            kind=kind,
            where=f"{where(self.after)}{place}",
            operation=self.after.id,
            old=Side(self.old, old, old),
            new=Side(self.new, new, new),
        )
        for inner, claim in compare(site):
            yield judged(inner, claim)


def plain(
    change_id: str,
    pointer: str,
    says: str,
    severity: Severity,
    operation: Operation,
    *,
    about: str = "",
    server: Severity = "compatible",
    witness: Witness | None = None,
) -> Change:
    """A change that needs no search for its witness."""
    return Change(change_id, pointer, says, severity, server, severity, (operation.id,), about, witness)


def where(operation: Operation) -> str:
    """The name of an operation for people: its method and path."""
    return f"{operation.method} {operation.url_path}"


def request_of(spec: Spec, operation: Operation) -> Any:
    """The cheapest body that an operation takes, None without one."""
    if operation.body_location is None:
        return None
    return next((one.value for one in value_classes(spec, operation.body_location)), None)
