"""Writing entries below `[Unreleased]` of a CHANGELOG, once each, and taking out those that no longer hold.

towncrier and scriv make a CHANGELOG of files of news when a version is released, and take no entry back. Here the
entries follow the spec at each change of it, beside those that people write, and may be reworded where they stand.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from clausewise.release.entries import ChangelogEntry

SECTIONS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
UNRELEASED = "## [Unreleased]"
WIDTH = 120
_MARK = re.compile(r"<!-- spec: (.*?) -->\s*\Z", re.DOTALL)


def updated(text: str, entries: Sequence[ChangelogEntry], *, complete: bool) -> str:
    """A copy of the text with the entries in it.

    What people wrote stays, and so does an entry of ours that they reworded. `complete`: the entries
    are all that is unreleased, so that one of ours which is not among them goes.
    """
    before, block, after = _split(text)
    keys = {entry.key for entry in entries}
    items = _items(block)
    kept, known = [], set()
    for item in items:
        key = _key(item)
        if complete and key is not None and key not in keys:
            continue
        rewritten = next((entry for entry in entries if entry.key == key and key in _COUNTED), None)
        kept.append(_lines(rewritten) if rewritten else item)
        known.add(key)
    for entry in entries:
        if entry.key not in known:
            _insert(kept, entry)
    if kept == items:
        return text
    return "".join(f"{line}\n" for line in [*before, *_tidy(kept), *after])


#: Entries that sum up: what they say is renewed.
_COUNTED = {"words-changed", "client-names-removed", "versions"}


def _split(text: str) -> tuple[list[str], list[str], list[str]]:
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.lower().startswith(UNRELEASED.lower())), None)
    if start is None:
        at = next((i for i, line in enumerate(lines) if line.startswith("## ")), len(lines))
        return [*lines[:at], UNRELEASED], [""], lines[at:]
    ends = (i for i, line in enumerate(lines) if i > start and re.match(r"## |\[[^\]]+\]: ", line))
    end = next(ends, len(lines))
    return lines[: start + 1], lines[start + 1 : end], lines[end:]


def _items(lines: list[str]) -> list[list[str]]:
    """The lines, those of one list entry together."""
    found: list[list[str]] = []
    for line in lines:
        if found and found[-1][0].startswith("- ") and line.startswith(" "):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _key(item: list[str]) -> str | None:
    found = _MARK.search("\n".join(item))
    return " ".join(found[1].split()) if found else None


def _lines(entry: ChangelogEntry) -> list[str]:
    wrap = textwrap.TextWrapper(WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    said = wrap.wrap(f"- {entry.says}")
    return [*said, f"  <!-- spec: {entry.key} -->"]


def _insert(items: list[list[str]], entry: ChangelogEntry) -> None:
    """Put an entry at the end of its section, which is made where it belongs if there is none."""
    headings = {item[0].removeprefix("### ").strip(): at for at, item in enumerate(items) if item[0][:4] == "### "}
    if entry.section not in headings:
        later = [headings[name] for name in SECTIONS[SECTIONS.index(entry.section) :] if name in headings]
        at = min(later, default=len(items))
        items[at:at] = [[""], [f"### {entry.section}"], [""], _lines(entry), [""]]
        return
    at = headings[entry.section] + 1
    last = next((i for i in range(at, len(items)) if items[i][0].startswith("#")), len(items))
    while last > at and not items[last - 1][0].strip():
        last -= 1
    items.insert(last, _lines(entry))


def _tidy(items: list[list[str]]) -> list[str]:
    """The lines without empty sections, and with one empty line where there were several."""
    lines: list[str] = []
    for at, item in enumerate(items):
        if item[0].startswith("### "):
            rest = next((other[0] for other in items[at + 1 :] if other[0].strip()), "#")
            if rest.startswith("#"):
                continue
        if item[0].strip() or not lines or lines[-1].strip():
            lines += item
    while lines and not lines[-1].strip():
        lines.pop()
    return [*([] if not lines or not lines[0].strip() else [""]), *lines, ""]
