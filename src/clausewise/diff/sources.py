"""Finding the two specs that are compared: files, or what the repository has at some commit."""

from __future__ import annotations

from pathlib import Path

from clausewise import bundled
from clausewise.diff.git import GitError, git
from clausewise.spec import SpecError

#: The folder in which git is asked: the checkout of this package, or the folder that the command is run in.
ROOT = bundled.ROOT if bundled.IN_CHECKOUT else Path.cwd()
#: The branches that a change is compared with when nothing else is said, the first that exists.
BASES = ("main", "origin/main", "master", "origin/master")
USAGE = "clausewise diff OLD [NEW]"


def file_of(source: str | None, folder: Path) -> Path:
    """The file of a spec: itself, or a copy of what `REF` or `REF:PATH` is in git; SpecError where there is none."""
    if source is None:
        return bundled.DEFAULT_SPEC
    if Path(source).is_file() or (source.endswith((".yaml", ".yml", ".json")) and ":" not in source):
        return Path(source)
    if Path(source).is_dir():
        raise SpecError(f"{source} is a folder; give a file, or a ref of git: {USAGE}")
    ref, _, path = source.partition(":")
    path = path or bundled.SPEC.as_posix()
    copy = folder / f"{ref.replace('/', '-')}-{Path(path).name}"
    try:
        copy.write_bytes(_git("show", f"{ref}:{path}"))
    except SpecError as error:
        raise SpecError(f"{source} is no file here, nor a ref of git ({error}); give one: {USAGE}") from None
    return copy


def merge_base() -> str:
    """The commit where this branch left the main one; SpecError outside of a repository."""
    for branch in BASES:
        try:
            return _git("merge-base", "HEAD", branch).decode().strip()
        except SpecError:
            continue
    raise SpecError(f"none of {', '.join(BASES)} is here to compare with; name the old spec: {USAGE}")


def _git(*arguments: str) -> bytes:
    try:
        return git(ROOT, *arguments)
    except GitError as error:
        raise SpecError(str(error)) from None
