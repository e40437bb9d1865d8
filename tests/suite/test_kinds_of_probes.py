"""Each kind of probe is sent by one test of the suite."""

from __future__ import annotations

import re
from collections import Counter

from clausewise.probes import probe
from clausewise.probes.probe import Kind
from tests.suite.command import SUITE


def test_each_kind_is_sent_by_one_test_of_the_suite() -> None:
    """One that were sent by none would be planned, and leave every run undecided; schemathesis sends its own."""
    sent: Counter[Kind] = Counter()
    for file in SUITE.glob("test_*.py"):
        for kinds in re.findall(r"^@pytest\.mark\.probes\(\*(\w+)\)$", file.read_text("utf-8"), re.MULTILINE):
            sent.update(getattr(probe, kinds))
    assert sent == dict.fromkeys(set(Kind) - {Kind.FUZZ}, 1)
