"""Short names of probes that stay the same when a plan changes: rows are numbered anew, what they ask is not."""

from __future__ import annotations

import hashlib
import re

from clausewise.probes.probe import Probe

#: The most characters of a probe's id that stand in its name.
LONGEST = 60


def short_name(probe: Probe) -> str:
    """A name of ASCII letters, digits, dots and dashes, which ends with a digest of what is asked."""
    told = probe.unnumbered
    if probe.row is not None:
        told = "/".join(told.split("/")[:2])  # the levels of a row are many
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", told).strip("-")[:LONGEST].strip("-")
    asked = (probe.call, "" if probe.row is not None else probe.id)
    return f"{slug}-{hashlib.sha256(repr(asked).encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def read_again_id(create: str) -> str:
    """The id of the probe that reads again what a create has made, when all is sent."""
    return f"{create} (read again)"
