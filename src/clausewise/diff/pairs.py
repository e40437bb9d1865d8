"""An operation of the old spec with the same one of the new, and plain changes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clausewise.diff.change import Change, Direction, Severity, Witness
from clausewise.diff.components import changes as body_changes
from clausewise.diff.directed import directed
from clausewise.diff.parameters import Wire, wire_changes
from clausewise.diff.site import Side, Site
from clausewise.schema.value_classes import value_classes
from clausewise.spec import Spec
from clausewise.spec.operations import Operation
from clausewise.spec.walking import Location
from clausewise.spec.wire_form import form_of


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
        before, after = directed(self.old, direction), directed(self.new, direction)
        yield from body_changes(
            Site(
                direction=direction,
                kind=kind,
                where=f"{where(self.after)}{place}",
                operation=self.after.id,
                old=Side(before, old, old),
                new=Side(after, new, new),
            )
        )

    def wired(
        self,
        direction: Direction,
        kind: str,
        old: tuple[Location, str],
        new: tuple[Location, str],
        place: str,
        called: str,
    ) -> Iterator[Change]:
        """The changes of a parameter or header; each side is its place and path, query, header or cookie."""
        specs = directed(self.old, direction), directed(self.new, direction)
        schemas, forms = [], []
        for spec, (location, within) in zip(specs, (old, new), strict=True):
            node = spec.at(spec.flat(location))
            media_type = next(iter(node.get("content", {})), None)
            schemas.append(
                (*location, "schema") if media_type is None else (*location, "content", media_type, "schema")
            )
            forms.append(form_of(node, str(node.get("name", "it")), within))
        sides = [Side(spec, at, at) for spec, at in zip(specs, schemas, strict=True)]
        site = Site(direction, kind, f"{where(self.after)}{place}", self.after.id, sides[0], sides[1], called=called)
        yield from wire_changes(site, Wire(forms[0], forms[1], self.new.flat(new[0])))


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
