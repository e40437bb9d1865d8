"""Copies of this checkout with a history of their own, in which one command is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from clausewise.codegen.folders import files
from clausewise.spec import DEFAULT_SPEC, Spec

ROOT = DEFAULT_SPEC.parents[1]
PARTS = ("openapi", "generated_client", "contract_tests", "scripts", "src", "CHANGELOG.md", "pyproject.toml")
#: git without the settings of whoever runs the tests, and no measuring of code that is about to vanish.
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "COV_", "GIT_"))},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "tester@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


@dataclass(frozen=True)
class Copy:
    """A checkout whose last release is its first commit."""

    root: Path

    @property
    def spec(self) -> Path:
        """Its spec."""
        return self.root / DEFAULT_SPEC.relative_to(ROOT)

    @property
    def package(self) -> Path:
        """Its client."""
        return self.root / "generated_client" / "video_generations_client"

    @property
    def changelog(self) -> str:
        """The text of its CHANGELOG, in one line."""
        return " ".join((self.root / "CHANGELOG.md").read_text(encoding="utf-8").split())

    @property
    def versions(self) -> tuple[str, str]:
        """The versions of its spec and of its client."""
        project = tomllib.loads((self.root / "generated_client" / "pyproject.toml").read_text(encoding="utf-8"))
        version = project["project"]["version"]
        assert f'"{version}"' in (self.package / "_version.py").read_text(encoding="utf-8")
        return Spec.load(self.spec).document["info"]["version"], version

    def edit(self, *edits: tuple[str, str]) -> None:
        """Replace texts of the spec, wherever they stand."""
        text = self.spec.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, old
            text = text.replace(old, new)
        self.spec.write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> str:
        """Run git in it."""
        return self.run("git", *arguments).stdout

    def regenerate(self, *options: str, expected: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the command in it."""
        return self.run(sys.executable, "-m", "scripts.regenerate", *options, expected=expected)

    def run(self, *command: str, expected: int = 0) -> subprocess.CompletedProcess[str]:
        """Run any command in it."""
        done = subprocess.run(  # noqa: S603 - the command is made here
            command, cwd=self.root, env=ENVIRONMENT, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == expected, done.stdout + done.stderr
        return done

    def state(self) -> dict[str, bytes]:
        """Every file of it but git's."""
        return {name: content for name, content in files(self.root).items() if not name.startswith(".git/")}


def copied(root: Path) -> Copy:
    """A new copy, in which the release 0.1.0 is committed and tagged, of version 2.0.0 of the spec."""
    root.mkdir(exist_ok=True)
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    copy = Copy(root)
    for path, find, version in (
        (copy.spec, r"(?m)^  version: .+$", "  version: 2.0.0"),
        (root / "generated_client" / "pyproject.toml", r'(?m)^version = ".+"$', 'version = "0.1.0"'),
        (copy.package / "_version.py", r'".+"$', '"0.1.0"'),
    ):
        path.write_text(re.sub(find, version, path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    copy.git("init", "--quiet")
    copy.git("add", "--all")
    copy.git("commit", "--quiet", "--message", "0.1.0")
    copy.git("tag", "v0.1.0")
    return copy
