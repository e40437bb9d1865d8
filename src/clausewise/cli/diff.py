"""Compare two specs: what changed, what it means for clients and servers, and what shows it.

OLD and NEW are each a file, a git ref, or REF:PATH. Exit codes: 0 nothing breaking, 5 something breaking, 2 used
wrongly, or a spec cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from clausewise.diff import changes
from clausewise.diff.presentation import as_json, for_github, for_people
from clausewise.diff.sources import merge_base, read
from clausewise.lint.soundness import readable
from clausewise.spec import SpecError

BREAKING = 5


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    description, _, epilog = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(prog="clausewise diff", description=description, epilog=epilog)
    parser.add_argument("old", nargs="?", help="default: the commit where this branch left main")
    parser.add_argument("new", nargs="?", help="default: the spec as it lies in the folder")
    parser.add_argument("--format", choices=("people", "json", "github"), default="people", help="default: people")
    arguments = parser.parse_args(argv)
    try:
        with TemporaryDirectory() as folder:
            old = readable(read(arguments.old or merge_base(), Path(folder)))
            new = readable(read(arguments.new, Path(folder)))
            found = changes(old, new)
            if arguments.format == "json":
                print(as_json(found))
            elif arguments.format == "github":
                print(for_github(found, _beside(new.source)))
            else:
                print(for_people(found))
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2
    return BREAKING if any(change.severity == "breaking" for change in found) else 0


def _beside(path: Path) -> Path:
    """The path as seen from here, which is how GitHub wants it."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
