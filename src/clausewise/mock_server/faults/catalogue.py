"""The catalogue by name, and telling a server to misbehave."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import TypeVar

from clausewise.mock_server.faults import (
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
from clausewise.mock_server.faults.entry import Change, Fault, Variant

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


def changes(fault: str | None = None, variant: str | None = None) -> list[Change]:
    """The changes of a server that a variant and a fault are; UnknownNameError when there is none of that name."""
    found: list[Change] = []
    if variant is not None:
        found.append(_named(variants(), variant, "variant").change)
    if fault is not None:
        found.append(_named(faults(), fault, "fault").change)
    return found


def _named(entries: Mapping[str, Entry], name: str, kind: str) -> Entry:
    if name in entries:
        return entries[name]
    near = get_close_matches(name, entries, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise UnknownNameError(f"there is no {kind} {name!r}{meant} (`python -m scripts.serve_mock --list` shows all)")
