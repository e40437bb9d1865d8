"""Asking git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


class GitError(Exception):
    """Git is missing or refuses; the message says why in one line."""


def git(where: Path, *arguments: str) -> bytes:
    """Run git in a folder and give what it prints; GitError when it cannot."""
    program = shutil.which("git")
    if program is None or not where.is_dir():
        raise GitError("git is not installed" if program is None else f"{where} is no folder")
    done = subprocess.run([program, *arguments], cwd=where, capture_output=True, check=False)  # noqa: S603 - git itself, with a ref that git judges
    if done.returncode:
        reason = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[0]
        raise GitError(f"git {' '.join(arguments)}: {reason}")
    return done.stdout
