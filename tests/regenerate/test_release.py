"""Versions are raised as far as changes ask for, and the CHANGELOG says each change once."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.diff import Change, Severity
from clausewise.release.changelog import updated
from clausewise.release.entries import ChangelogEntry, entries
from clausewise.release.history import last_release
from clausewise.release.public_names import names
from clausewise.release.versions import later, of_spec, raised, read, worst, written
from tests.regenerate.copies import copied

TEXT = """# Changelog

## [Unreleased]

### Added

- Something by hand.

## [0.1.0] - 2026-01-01

- The first.

[Unreleased]: https://example.com
"""
VALUE = ChangelogEntry("Added", "value-added #/x '1:1'", "The value '1:1' was added.")
GONE = ChangelogEntry(
    "Removed", "property-removed #/x b", "**Breaking:** " + "the property `b` was removed from the request " * 4
)


def change(severity: Severity, change_id: str = "x-added") -> Change:
    """A change of some severity."""
    return Change(change_id, "/x", "says so", severity, "compatible", severity)


@pytest.mark.parametrize(
    ("version", "severity", "expected"),
    [
        ("1.2.3", "breaking", "2.0.0"),
        ("1.2.3", "compatible", "1.3.0"),
        ("1.2.3", "documentation", "1.2.4"),
        ("1.2.3", None, "1.2.3"),
        ("0.2.3", "breaking", "0.3.0"),
        ("0.2.3", "compatible", "0.3.0"),
        ("0.2.3", "documentation", "0.2.4"),
        ("2026-11", "breaking", "2026-11"),
    ],
)
def test_a_version_is_raised_as_semantic_versioning_has_it(version: str, severity: Severity, expected: str) -> None:
    assert raised(version, severity) == expected


def test_the_worst_change_decides() -> None:
    words, more, perhaps = change("documentation"), change("compatible"), change("dangerous")
    assert worst([]) is None
    assert worst([words]) == "documentation"
    assert worst([words, more]) == "compatible"
    assert worst([words, more, perhaps]) == "breaking"
    assert worst([words], names_lost=True) == "breaking"


def test_a_version_that_was_raised_further_stays() -> None:
    assert later("1.10.0", "1.9.0") == later("1.9.0", "1.10.0") == "1.10.0"
    assert later("1.0.0", "next") == "1.0.0"


@pytest.mark.parametrize("said", ["2.0.0", '"2.0.0"', "'2.0.0'"])
def test_the_version_of_a_spec_is_replaced_where_it_stands(said: str) -> None:
    text = f"openapi: 3.1.0 # version: 1\ninfo:\n  title: x\n  version: {said}  # of the spec\npaths: {{}}\n"
    assert read(text, of_spec) == "2.0.0"
    assert written(text, of_spec, "2.1.0") == text.replace("2.0.0", "2.1.0")
    assert read("openapi: 3.1.0", of_spec) is None


def test_entries_stand_in_their_sections_in_the_usual_order() -> None:
    text = updated(TEXT, [GONE, VALUE], complete=True)
    assert text.index("- Something by hand.") < text.index("- The value '1:1'") < text.index("### Removed")
    assert text.index("- **Breaking:**") < text.index("## [0.1.0]")
    assert all(len(line) <= 120 for line in text.splitlines())
    assert text.split("## [0.1.0]")[1] == TEXT.split("## [0.1.0]")[1]
    assert "\n\n\n" not in text


def test_the_same_entries_change_nothing_and_a_reworded_one_stays() -> None:
    once = updated(TEXT, [VALUE, GONE], complete=True)
    assert updated(once, [VALUE, GONE], complete=True) == once
    reworded = once.replace("The value '1:1' was added.", "Square videos.")
    assert updated(reworded, [VALUE, GONE], complete=True) == reworded


def test_what_no_longer_holds_goes_with_its_section_when_all_is_known() -> None:
    both = updated(TEXT, [VALUE, GONE], complete=True)
    assert updated(both, [VALUE], complete=True) == updated(TEXT, [VALUE], complete=True)
    assert updated(both, [], complete=True) == TEXT
    assert updated(both, [VALUE], complete=False) == both


def test_sums_are_renewed() -> None:
    first = updated(TEXT, list(entries([], [], [("spec", "1.1.0")])), complete=False)
    second = updated(first, list(entries([], [], [("spec", "1.2.0")])), complete=False)
    assert second == first.replace("1.1.0", "1.2.0")


def test_a_changelog_without_the_section_gets_it() -> None:
    text = updated("# Changelog\n\n## [0.1.0]\n\n- x\n", [VALUE], complete=True)
    assert text.index("## [Unreleased]") < text.index("### Added") < text.index("## [0.1.0]")


def test_words_are_summed_up_and_breaks_are_said_to_be_such() -> None:
    found = list(
        entries([change("documentation"), change("documentation"), change("breaking", "a-removed")], ["A.b"], [])
    )
    assert [(entry.section, entry.says) for entry in found] == [
        ("Removed", "**Breaking:** says so."),
        ("Removed", "**Breaking:** the client no longer has `A.b`."),
        ("Changed", "Words or examples of the spec, in 2 places."),
    ]


def test_names_are_those_that_a_caller_can_write() -> None:
    source = "class A:\n    b: int\n    _c: int\n    def d(self, e, *, f=1): ...\n\n\ndef g(h): ...\nclass _I: ...\n"
    assert names({"m.py": source.encode(), "x.json": b"{}"}) == {"A", "A.b", "A.d", "A.d(e)", "A.d(f)", "m.g", "m.g(h)"}


def test_the_newest_tag_is_the_last_release_and_any_commit_may_be_named(tmp_path: Path) -> None:
    copy, folder = copied(tmp_path / "checkout"), tmp_path / "copies"
    folder.mkdir()
    copy.edit(("version: 2.0.0", "version: 2.1.0"))
    copy.git("commit", "--all", "--quiet", "--message", "not released yet")
    tag, named, head = (last_release(copy.spec, since, folder) for since in (None, "v0.1.0", "HEAD"))
    assert [(one.ref, one.tagged) for one in (tag, named, head) if one] == [
        ("v0.1.0", True),
        ("v0.1.0", True),
        ("HEAD", False),
    ]
    assert [one.spec.document["info"]["version"] for one in (tag, named, head) if one and one.spec] == [
        "2.0.0",
        "2.0.0",
        "2.1.0",
    ]
    copy.git("tag", "--delete", "v0.1.0")
    untagged = last_release(copy.spec, None, folder)
    assert untagged is not None
    assert (untagged.ref, untagged.tagged) == ("HEAD", False)


def test_without_git_there_is_no_last_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    spec = tmp_path / "spec.yaml"
    spec.write_text("openapi: 3.1.0\n", encoding="utf-8")
    assert last_release(spec, None, tmp_path) is None
    monkeypatch.setenv("PATH", "")
    assert last_release(spec, None, tmp_path) is None
