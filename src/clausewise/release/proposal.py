"""The proposal for the next release: new texts of the files that carry a version, and of the CHANGELOG."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clausewise.codegen.folders import files
from clausewise.diff import Change, Severity, changes
from clausewise.lint.soundness import readable
from clausewise.release import versions
from clausewise.release.changelog import updated
from clausewise.release.entries import entries
from clausewise.release.history import Release
from clausewise.release.public_names import names
from clausewise.spec import Spec

#: The change that the proposal itself makes.
OWN = "api-version-changed"


@dataclass
class Proposal:
    """The next release after some changes.

    `severity`: that by which the client's version is raised. `versions`: for spec and client the word, the version
    at the release, and the next one. `files`: the new text of each file that is not right yet. `version_is_late`:
    one of these carries a version.
    """

    changes: list[Change]
    severity: Severity | None
    versions: list[tuple[str, str, str]] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)
    version_is_late: bool = False


def spec_changes(release: Release, spec: Spec) -> list[Change]:
    """The changes of the spec since a release, but for its version."""
    if release.spec is None:
        return []
    return [change for change in changes(readable(release.spec), spec) if change.id != OWN]


def propose(release: Release, spec: Spec, found: list[Change], output: Path, made: Path, log: Path | None) -> Proposal:
    """The versions and the entries that fit the changes since a release.

    `made` is the newly generated folder that will be `output`; `log` the CHANGELOG, None without one.
    A version that is raised further than it must be is left so.
    """
    old_names = names(release.files(output))
    new_names = names(files(made))
    lost = old_names - new_names
    proposal = Proposal(found, versions.worst(found, names_lost=bool(lost)))
    _raise(proposal, release, "spec", {spec.source: versions.of_spec}, versions.worst(found))
    _raise(proposal, release, "client", versions.package_files(output), proposal.severity)
    if log is not None:
        told = [(what, now) for what, before, now in proposal.versions if before != now]
        text = _text(log) if log.is_file() else "# Changelog\n"
        new = updated(text, list(entries(found, lost, told)), complete=release.tagged)
        if new != text:
            proposal.files[log] = new
    return proposal


def _raise(
    proposal: Proposal, release: Release, what: str, places: Mapping[Path, versions.Finder], severity: Severity | None
) -> None:
    """Propose one version for all files that carry it."""
    texts = {path: _text(path) for path in places}
    now = [version for path, find in places.items() if (version := versions.read(texts[path], find))]
    then = [version for path, find in places.items() if (version := versions.read(release.text(path), find))]
    if not now:
        return
    before = functools.reduce(versions.later, then or now)
    version = functools.reduce(versions.later, now, versions.raised(before, severity))
    proposal.versions.append((what, before, version))
    for path, find in places.items():
        new = versions.written(texts[path], find, version)
        if new != texts[path]:
            proposal.files[path] = new
            proposal.version_is_late = True


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")
