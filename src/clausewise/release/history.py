"""The last release, read from git: its spec, its versions and its generated client."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

from clausewise.codegen.errors import GenerationError
from clausewise.diff.git import GitError, git
from clausewise.spec import Spec

TAGS = "v[0-9]*"


@dataclass(frozen=True)
class Release:
    """One commit that people may rely on.

    `tagged`: whether it is a release, so that everything since then is not released yet; else it is
    the last commit. `spec` and a file are None where the commit has none.
    """

    ref: str
    tagged: bool
    spec: Spec | None

    def text(self, path: Path) -> str | None:
        """The text of a file at that commit."""
        found = _git(path.parent, "show", f"{self.ref}:./{path.name}")
        return None if found is None else found.decode("utf-8", "replace")

    def files(self, folder: Path) -> dict[str, bytes]:
        """Every file of a folder at that commit, by its path in it; empty when there is no such folder."""
        packed = _git(folder.parent, "archive", "--format=tar", self.ref, "--", folder.name)
        if packed is None:
            return {}
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            opened = ((entry.name, archive.extractfile(entry)) for entry in archive if entry.isfile())
            return {name.partition("/")[2]: file.read() for name, file in opened if file is not None}


def last_release(spec: Path, since: str | None, folder: Path) -> Release | None:
    """The commit named, else the newest tag `v…` behind HEAD, else HEAD; None where there is no git history.

    The spec is copied into `folder`. GenerationError when `since` names no commit, SpecError when its
    spec is none.
    """
    tag = None if since else _line(spec.parent, "describe", "--tags", "--abbrev=0", "--match", TAGS, "HEAD")
    ref = since or tag or "HEAD"
    tagged = _line(spec.parent, "rev-parse", "--verify", "--quiet", f"refs/tags/{ref}") is not None
    if _line(spec.parent, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") is None:
        if since is not None:
            raise GenerationError(f"--since {since}: no such commit is known here; name a tag, a branch or a commit")
        return None
    release = Release(ref, tagged, None)
    text = release.text(spec)
    if text is None:
        return release
    copy = folder / f"{ref.replace('/', '-')}-{spec.name}"
    copy.write_text(text, encoding="utf-8")
    return Release(ref, tagged, Spec.load(copy))


def _line(where: Path, *arguments: str) -> str | None:
    found = _git(where, *arguments)
    return None if found is None else found.decode().strip() or None


def _git(where: Path, *arguments: str) -> bytes | None:
    """Run git in a folder and give what it prints; None when there is no git, or it fails."""
    try:
        return git(where, *arguments)
    except GitError:
        return None
