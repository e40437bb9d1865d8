"""Entries of a CHANGELOG (https://keepachangelog.com) for changes of the spec and of the client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clausewise.diff import Change

#: The words before the sentence of a change.
LEADS = {"breaking": "**Breaking:** ", "dangerous": "**May break:** ", "compatible": "", "documentation": ""}


@dataclass(frozen=True)
class ChangelogEntry:
    """One entry. `key` stays the same when people reword the entry; it follows it as an HTML comment."""

    section: str
    key: str
    says: str


def entries(
    changes: Iterable[Change], lost: Iterable[str], versions: Iterable[tuple[str, str]]
) -> Iterator[ChangelogEntry]:
    """The entries for the changes of a spec, for names that the client loses, and for new versions."""
    words = 0
    for change in changes:
        if change.severity == "documentation":
            words += 1
            continue
        key = " ".join(f"{change.id} #{change.pointer} {change.about}".split()).replace("--", "- -")
        yield ChangelogEntry(_section(change), key, LEADS[change.severity] + _sentence(change))
    gone = sorted(lost)
    if gone:
        told = ", ".join(f"`{name}`" for name in gone)
        yield ChangelogEntry("Removed", "client-names-removed", f"**Breaking:** the client no longer has {told}.")
    if words:
        places = "one place" if words == 1 else f"{words} places"
        yield ChangelogEntry("Changed", "words-changed", f"Words or examples of the spec, in {places}.")
    told = " and ".join(f"{what} to {version}" for what, version in versions)
    if told:
        yield ChangelogEntry("Changed", "versions", f"Version of {told}.")


def _sentence(change: Change) -> str:
    says = change.says.strip().rstrip(".")
    says = says if LEADS[change.severity] else says[:1].upper() + says[1:]
    return says + (". A server of the old spec must follow." if change.server == "breaking" else ".")


def _section(change: Change) -> str:
    if "deprecated" in change.id:
        return "Deprecated"
    if "removed" in change.id:
        return "Removed"
    return "Added" if "added" in change.id or change.id.startswith("new-") else "Changed"
