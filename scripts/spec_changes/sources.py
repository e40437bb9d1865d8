"""Where the two specs come from: files, or the repository at some commit."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from contract_tests.spec import DEFAULT_SPEC, Spec, SpecError

ROOT = DEFAULT_SPEC.parents[1]
#: The branches that a change is compared with when nothing else is said, the first that exists.
BASES = ("main", "origin/main", "master", "origin/master")


def read(source: str | None, folder: Path) -> Spec:
    """The spec of a file, of `REF` or of `REF:PATH` in git; SpecError where there is none."""
    if source is None:
        return Spec.load()
    if Path(source).is_file() or (source.endswith((".yaml", ".yml", ".json")) and ":" not in source):
        return Spec.load(Path(source))
    ref, _, path = source.partition(":")
    path = path or DEFAULT_SPEC.relative_to(ROOT).as_posix()
    copy = folder / f"{ref.replace('/', '-')}-{Path(path).name}"
    copy.write_text(_git("show", f"{ref}:{path}"), encoding="utf-8")
    return Spec.load(copy)


def merge_base() -> str:
    """The commit where this branch left the main one; SpecError outside of a repository."""
    for branch in BASES:
        try:
            return _git("merge-base", "HEAD", branch).strip()
        except SpecError:
            continue
    raise SpecError(f"none of {', '.join(BASES)} is here to compare with; name the old spec: spec_diff OLD [NEW]")


def _git(*arguments: str) -> str:
    git = shutil.which("git")
    if git is None:
        raise SpecError("git is not installed; give two files: spec_diff OLD NEW")
    done = subprocess.run([git, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - git itself, with a ref that git judges
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise SpecError(f"git {' '.join(arguments)}: {reason}; give a file or a ref that exists")
    return done.stdout
