"""Documents that are generated from the code say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from clausewise.documents import generated


def test_no_document_is_stale() -> None:
    assert generated.stale() == [], "python -m scripts.write_documents"


def test_a_document_that_was_changed_by_hand_is_stale_until_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    everything = list(generated.documents())
    assert generated.write() == everything
    (tmp_path / everything[0]).write_text("by hand", encoding="utf-8")
    assert generated.stale() == [everything[0]]
    assert generated.write() == [everything[0]]
    assert generated.stale() == []


def test_every_row_of_a_table_has_the_cells_of_its_head() -> None:
    """A bar within a cell would begin another one."""
    for path, text in generated.documents().items():
        cells = [len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines() if line.startswith("|")]
        assert len(set(cells)) <= 1, path


def test_every_id_of_a_change_that_a_case_expects_is_listed() -> None:
    """An id that is listed may have the place of the change before it, and in braces what differs."""
    listed = re.findall(r"^\| `(.*?)` \|", generated.documents()[Path("docs", "change-ids.md")], re.MULTILINE)
    forms = ["([a-z]+-)*" + re.sub(r"\\{(.*?)\\}", _differing, re.escape(each.replace("\\|", "|"))) for each in listed]
    expected = {
        change[1]
        for file in Path(__file__, "../../spec_diff/changes").resolve().glob("*.yaml")
        for change in yaml.safe_load(file.read_text("utf-8")).get("expect") or []
    }
    assert len(expected) > 100
    assert [each for each in sorted(expected) if not any(re.fullmatch(form, each) for form in forms)] == []


def _differing(braces: re.Match[str]) -> str:
    """The words in braces; for a name whatever its value may be."""
    words = braces[1].replace("\\", "").split("|")
    return f"({'|'.join(words)})" if len(words) > 1 else "[a-z-]+"
