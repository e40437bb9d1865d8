"""The catalogue by name, and telling a server to misbehave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    framing,
    fronting,
    identifying,
    leaking,
    lives,
    looser,
    notifying,
    overlapping,
    protocol,
    reading,
    records,
    refusing,
    rules,
    stricter,
    task_variants,
    traces,
    videos,
)
from clausewise.mock_server.faults.entry import Change, Fault, Variant

#: One name, several, or none.
Names = str | Sequence[str] | None
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
    framing,
    traces,
    reading,
    records,
    overlapping,
    delaying,
    rules,
    lives,
    videos,
    notifying,
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
    return {
        variant.name: variant
        for variant in (
            *stricter.VARIANTS,
            *looser.VARIANTS,
            *differing.VARIANTS,
            *fronting.VARIANTS,
            *task_variants.VARIANTS,
        )
    }


def changes(fault: Names = None, variant: Names = None) -> list[Change]:
    """The changes of a server that variants and faults are; UnknownNameError when there is none of a name."""
    return [entry.change for entry in entries(fault, variant)]


def entries(fault: Names, variant: Names) -> list[Fault | Variant]:
    """The entries of some names, variants first; UnknownNameError when there is none of a name."""
    found: list[Fault | Variant] = [_named(variants(), name, "variant") for name in _listed(variant)]
    return [*found, *(_named(faults(), name, "fault") for name in _listed(fault))]


def _listed(names: Names) -> Sequence[str]:
    return [] if names is None else [names] if isinstance(names, str) else list(dict.fromkeys(names))


def _named(entries: Mapping[str, Entry], name: str, kind: str) -> Entry:
    if name in entries:
        return entries[name]
    near = get_close_matches(name, entries, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise UnknownNameError(f"there is no {kind} {name!r}{meant} (`clausewise mock --list` shows all)")
