"""Compare two specs: what changed, what it means for clients and servers, and what shows it.

OLD and NEW are each a file, a git ref, or REF:PATH. What has a flaw is not compared, and the rest is. Exit codes: 0
nothing breaking, 5 something breaking, 2 used wrongly, or a spec or a part of it cannot be read.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from clausewise.cli.command_parser import command_parser
from clausewise.diff import compared, sound_part
from clausewise.diff.presentation import as_json, for_github, for_people
from clausewise.diff.sources import file_of, merge_base
from clausewise.lint.soundness import openapi_findings
from clausewise.spec import Spec, SpecError
from clausewise.terminal.wording import amount

BREAKING = 5


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = command_parser("diff", __doc__)
    parser.add_argument("old", metavar="OLD", nargs="?", help="default: the commit where this branch left main")
    parser.add_argument("new", metavar="NEW", nargs="?", help="default: the spec as it lies in the folder")
    parser.add_argument("--format", choices=("people", "json", "github"), default="people", help="default: people")
    arguments = parser.parse_args(argv)
    try:
        with TemporaryDirectory() as folder:
            old = sound_part(file_of(arguments.old or merge_base(), Path(folder)), _faults)
            new = sound_part(file_of(arguments.new, Path(folder)), _faults)
            found = compared(old, new)
            flaws = list(dict.fromkeys((*old.flaws, *new.flaws)))
            if flaws:  # each of them is in the answer, with what it keeps from being compared
                more = f" (and {amount(flaws[1:], 'flaw')} more)" if flaws[1:] else ""
                print(f"{flaws[0]}{more}", file=sys.stderr)
            if arguments.format == "json":
                print(as_json(found, flaws))
            elif arguments.format == "github":
                print(for_github(found, _beside(new.spec.source)))
            else:
                print(for_people(found, flaws))
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2
    if any(change.severity == "breaking" for change in found):
        return BREAKING
    return 2 if old.flaws or new.flaws else 0


def _faults(spec: Spec) -> list[tuple[str, str]]:
    return [(finding.pointer, str(finding)) for finding in openapi_findings(spec)]


def _beside(path: Path) -> Path:
    """The path as seen from here, which is how GitHub wants it."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
