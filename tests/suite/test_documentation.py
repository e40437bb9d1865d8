"""The numbers in the README of the suite are right."""

from __future__ import annotations

import re

import pytest

from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Then
from clausewise.report.exit_codes import NO_CONTACT, UNDECIDED, UNREACHABLE
from tests.suite.command import SPEC, SUITE

README = (SUITE / "README.md").read_text("utf-8")


@pytest.mark.parametrize("key", [None, "sk-documented"])
def test_the_readme_has_the_number_of_accepted_requests_that_cover_all(key: str | None) -> None:
    said = re.search(r"At strength 2, (\d+) accepted requests cover all of it", README)
    assert said is not None
    for is_local in (True, False):
        probes = plan(SPEC, PlanOptions(strength=2, key=key, free=False, is_local=is_local))
        charged = [probe for probe in probes if probe.charged]
        assert len(charged) + sum(Then.REPEAT in probe.then for probe in charged) == int(said[1])


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
