"""Check that a spec is sound: valid OpenAPI, valid examples, clauses with a basis, and our own rules.

Exit codes: 0 sound, 1 something was found, 2 the spec cannot be read, or a reference in it leads nowhere.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from clausewise.cli.command_parser import command_parser
from clausewise.lint import RULES
from clausewise.lint.places import examples
from clausewise.lint.soundness import check, size_in_words
from clausewise.spec import DEFAULT_SPEC, Spec, SpecError
from clausewise.spec.source_file import read_document
from clausewise.terminal.wording import amount


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = command_parser("lint", __doc__)
    parser.add_argument(
        "spec", metavar="FILE", nargs="?", type=Path, default=DEFAULT_SPEC, help="default: the bundled spec"
    )
    arguments = parser.parse_args(argv)
    try:
        flaws = [flaw for flaw in read_document(arguments.spec).flaws if flaw.is_finding]
        if flaws:
            print("\n".join(f"{arguments.spec}{flaw}" for flaw in flaws))
            print(f"{arguments.spec}: {amount(flaws, 'finding')}")
            return 1
        spec = Spec.load(arguments.spec)
        findings = check(spec)
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2
    for finding in findings:
        print(f"{arguments.spec}{finding}")
    if findings:
        print(f"{arguments.spec}: {amount(findings, 'finding')}")
        return 1
    counts = f"{size_in_words(spec)}, {amount(list(examples(spec)), 'example')}, {amount(RULES, 'rule')}"
    print(f"{arguments.spec}: sound ({counts})")
    return 0
