"""Waivers: known deviations of a server, each with its reason."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clausewise.settings.toml_file import read_toml
from clausewise.spec import Spec


class WaiverError(Exception):
    """The file of waivers cannot be used; the message says in one line what to do."""


@dataclass(frozen=True)
class Waiver:
    """A clause that a server is known to break. After `expires` it fails again."""

    clause: str
    reason: str
    expires: date | None = None

    def holds(self, today: date) -> bool:
        """Tell whether the waiver still holds on a day."""
        return self.expires is None or today <= self.expires


def read_waivers(path: Path, spec: Spec) -> dict[str, Waiver]:
    """The waivers of a TOML file by clause: `[[waiver]]` with clause, reason, and a date as expires.

    WaiverError when the file cannot be read, holds anything else, or names a clause that the spec does not have.
    """
    data = read_toml(path, "waivers", WaiverError)
    entries = data.get("waiver", [])
    if set(data) - {"waiver"} or not isinstance(entries, list):
        raise WaiverError(f"{path}: waivers are [[waiver]] tables with clause and reason, and nothing else")
    found: dict[str, Waiver] = {}
    for number, entry in enumerate(entries, start=1):
        where = f"{path}, waiver {number}"
        if not isinstance(entry, dict) or set(entry) - {"clause", "reason", "expires"}:
            raise WaiverError(f"{where}: a waiver has the keys clause, reason and expires, no other")
        clause, reason, expires = entry.get("clause"), entry.get("reason"), entry.get("expires")
        if not isinstance(clause, str) or clause not in spec.clauses:
            raise WaiverError(f"{where}: the spec has no clause {clause!r}; {_nearest(str(clause), spec)}")
        if clause in found:
            raise WaiverError(f"{where}: {clause} is waived already; keep one of the two")
        if not isinstance(reason, str) or not reason.strip():
            raise WaiverError(f"{where}: say why {clause} is waived, as reason")
        if expires is not None and type(expires) is not date:
            raise WaiverError(f"{where}: expires is a date without quotes, as in 2030-12-31")
        found[clause] = Waiver(clause, reason.strip(), expires)
    return found


def _nearest(name: str, spec: Spec) -> str:
    """Advice about a clause that the spec does not have."""
    near = difflib.get_close_matches(name, spec.clauses, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"{meant}openapi/CLAUSES.md lists the clauses of this repository's spec"
