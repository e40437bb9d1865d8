"""Changes of the addresses at which an operation is served (OpenAPI 3.1, "Server Object")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.diff.change import Change, Severity
from clausewise.diff.pairs import OperationPair, where
from clausewise.spec import Spec
from clausewise.spec.operations import Operation
from clausewise.spec.walking import pointer

#: The address of a document that names none.
DEFAULT = {"url": "/"}


def of_document(old: Spec, new: Spec) -> Iterator[Change]:
    """Every change of the addresses of the whole document."""
    before, after = (_listed(spec.document) or [DEFAULT] for spec in (old, new))
    yield from _changes(before, after, "/servers", "", ())


def of_operation(pair: OperationPair) -> Iterator[Change]:
    """Every change of the addresses of one operation, where it or its path has some of its own."""
    own = [_own(spec, operation) for spec, operation in pair.sides]
    if own == [None, None]:
        return
    before, after = (
        listed or _listed(spec.document) or [DEFAULT] for spec, listed in zip(pair.specs, own, strict=True)
    )
    at = f"{pair.new.flat(pair.after.location)}/servers"
    yield from _changes(before, after, at, f" of {where(pair.after)}", (pair.after.id,))


def _own(spec: Spec, operation: Operation) -> list[dict[str, Any]] | None:
    item = spec.at(spec.flat(operation.location[:-1]))
    return _listed(operation.node) or _listed(item)


def _listed(holder: dict[str, Any]) -> list[dict[str, Any]] | None:
    return holder.get("servers") or None


def _changes(
    before: list[dict[str, Any]], after: list[dict[str, Any]], at: str, of: str, operations: tuple[str, ...]
) -> Iterator[Change]:
    def change(says: str, severity: Severity, about: str) -> Change:
        return Change("api-servers-changed", at, says, severity, "compatible", severity, operations, about)

    old, new = ({server["url"]: server for server in listed} for listed in (before, after))
    for url, server in old.items():
        if url not in new:
            says = f"the address {url}{of} is no longer listed: who calls it may find nobody"
            yield change(says, "dangerous", url)
            continue
        one, other = (listed.get("variables", {}) for listed in (server, new[url]))
        for name in dict.fromkeys((*one, *other)):
            for says, severity in _variable(one.get(name, {}), other.get(name, {})):
                yield change(f"the variable {name} of the address {url}{of} {says}", severity, url + pointer(name))
    for url in new:
        if url not in old:
            yield change(f"the address {url}{of} is listed too", "compatible", url)
    if list(old) != list(new) and old.keys() == new.keys():
        yield change(f"the addresses{of} are listed in another order: the first is what clients call", "dangerous", "")


def _variable(one: dict[str, Any], other: dict[str, Any]) -> Iterator[tuple[str, Severity]]:
    if one.get("default") != other.get("default"):
        was, is_now = one.get("default", "nothing"), other.get("default", "nothing")
        yield f"is {is_now} where nobody says otherwise, no longer {was}", "dangerous"
    if one.get("enum") != other.get("enum"):
        may_be = other.get("enum")
        lost = [value for value in one.get("enum") or () if may_be is not None and value not in may_be]
        narrower = bool(lost) or ("enum" in other and "enum" not in one)
        says = f"may be {', '.join(map(str, may_be or ['anything']))}" + (f", no longer {', '.join(lost)}" * bool(lost))
        yield says, "dangerous" if narrower else "compatible"
    if one.get("description") != other.get("description"):
        yield "is described otherwise", "documentation"
