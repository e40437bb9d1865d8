"""The README of the suite is right about exit codes and order."""

from __future__ import annotations

import re

import pytest

from clausewise.probes.plan import PlanOptions, plan
from clausewise.report.exit_codes import NO_CONTACT, UNDECIDED, UNREACHABLE
from tests.suite.command import SPEC, SUITE

README = (SUITE / "README.md").read_text("utf-8")


def test_every_exit_code_is_explained() -> None:
    """Those of pytest, and our own."""
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert listed == {*range(pytest.ExitCode.NO_TESTS_COLLECTED + 1), UNDECIDED, NO_CONTACT, UNREACHABLE}


def test_the_order_is_that_of_the_plan() -> None:
    """Near misses come before unknown ids, and what is valid comes last."""
    probes = plan(SPEC, PlanOptions(strength=1, key=None, free=False))
    rest = [probe for probe in probes if not probe.control]
    parts = [probe.id.split("/")[1].partition(" ")[0] if not probe.charged else "valid" for probe in rest]
    first = list(dict.fromkeys(parts))
    assert first.index("near") < first.index("unknown") < first.index("valid") == len(first) - 1
    headings = [README.index(words) for words in ("2. Near misses", "3. Reads of unknown ids", "4. Valid requests")]
    assert headings == sorted(headings)
