"""The catalogue by name, and telling a server to misbehave."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from contract_tests.mock_server.faults import (
    accepting,
    answering,
    authorizing,
    crashing,
    delaying,
    differing,
    erring,
    identifying,
    leaking,
    protocol,
    reading,
    recording,
    refusing,
    rules,
    stricter,
)
from contract_tests.mock_server.faults.entry import Fault, Variant

if TYPE_CHECKING:
    from contract_tests.mock_server.server import MockServer

Entry = TypeVar("Entry", Fault, Variant)


MODULES = (
    accepting,
    refusing,
    crashing,
    identifying,
    answering,
    erring,
    protocol,
    authorizing,
    leaking,
    reading,
    recording,
    delaying,
    rules,
)


class UnknownNameError(ValueError):
    """No fault or variant has that name; the message is one line."""


@cache
def faults() -> Mapping[str, Fault]:
    """Every fault by its name, family by family."""
    return {fault.name: fault for module in MODULES for fault in module.FAULTS}


@cache
def variants() -> Mapping[str, Variant]:
    """Every variant by its name."""
    return {variant.name: variant for variant in (*stricter.VARIANTS, *differing.VARIANTS)}


def misbehave(server: MockServer, fault: str | None, variant: str | None) -> None:
    """Change a server as a fault and a variant say; UnknownNameError when there is none of that name."""
    if variant is not None:
        _named(variants(), variant, "variant").change(server)
    if fault is not None:
        _named(faults(), fault, "fault").change(server)


def _named(entries: Mapping[str, Entry], name: str, kind: str) -> Entry:
    if name in entries:
        return entries[name]
    near = get_close_matches(name, entries, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise UnknownNameError(f"there is no {kind} {name!r}{meant} (`python -m scripts.serve_mock --list` shows all)")
