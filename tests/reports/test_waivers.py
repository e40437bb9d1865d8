"""A file of waivers is taken as it is meant, or refused in a line that names the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.settings.waivers import WaiverError, read_waivers
from clausewise.spec import Spec

SPEC = Spec.load()
GOOD = '[[waiver]]\nclause = "hd-needs-pro"\nreason = "ticket 4711"\n'


@pytest.mark.parametrize(
    "text",
    [
        "waiver = 5",
        'waiver = "hd-needs-pro"',
        "waiver = [5]",
        '[waiver]\nclause = "hd-needs-pro"\nreason = "ticket 4711"',
        '[[waivers]]\nclause = "hd-needs-pro"\nreason = "ticket 4711"',
        f"{GOOD}[more]",
        f"{GOOD}{GOOD}",
        f'{GOOD}until = "never"',
        f'{GOOD}expires = "2030-12-31"',
        f"{GOOD}expires = 2030-12-31T10:00:00",
        '[[waiver]]\nclause = ["a"]\nreason = "ticket 4711"',
        '[[waiver]]\nclause = "no-such-clause"\nreason = "ticket 4711"',
        '[[waiver]]\nclause = "hd-needs-pro"\nreason = " "',
        '[[waiver]]\nclause = "hd-needs-pro"\nreason = 4711',
        "[",
    ],
)
def test_what_is_no_list_of_waivers_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WaiverError, match=r"waivers\.toml") as refused:
        read_waivers(path, SPEC)
    assert len(str(refused.value).splitlines()) == 1


def test_a_file_without_waivers_waives_nothing(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text("# none yet\n", encoding="utf-8")
    assert read_waivers(path, SPEC) == {}


def test_a_misspelt_clause_is_answered_with_the_nearest_and_the_list(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(GOOD.replace("hd-needs-pro", "hd-need-pro"), encoding="utf-8")
    with pytest.raises(WaiverError, match=r"did you mean hd-needs-pro\? openapi/CLAUSES\.md"):
        read_waivers(path, SPEC)
