"""Let client, versions and CHANGELOG follow a spec, after the spec and the new client were checked.

All of it or nothing: whatever stops it leaves every file as it was.

Exit codes: 0 done, 1 a check has failed (the spec's, or the new client's in front of the mock server),
2 used wrongly or something needed is missing. With --check nothing is written: 0 nothing is left to do,
4 something is, 5 clients break or may break and the versions do not say so yet.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from clausewise.cli.client_options import CHANGELOG, add_options, is_ours, repeated, reported
from clausewise.cli.command_parser import command_parser
from clausewise.codegen.placement import check_place, put_in_place, workspace_beside
from clausewise.documents.generated import following
from clausewise.release.workflow import Outcome, follow
from clausewise.spec import Spec

STALE, BREAKING = 4, 5


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    options = _options(arguments)

    def regenerate() -> int:
        check_place(options.output)
        with _workspace(options) as workspace:
            log = CHANGELOG if is_ours(options) else None
            outcome = follow(options.spec, options.output, options.changelog or log, options.since, Path(workspace))
            if is_ours(options):
                outcome = replace(outcome, documents=following(Spec.load(options.spec)))
            if options.check:
                return _report_stale(options, outcome)
            put_in_place(outcome.made if outcome.changed else None, options.output, outcome.files)
        for path in outcome.paths:
            print(f"changed: {path}")
        print(f"{options.output} follows {options.spec}" + ("" if outcome.paths else " already"))
        return 0

    return reported(regenerate)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = command_parser("regenerate", __doc__)
    add_options(parser)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 4 if something is left to do, 5 if it breaks"
    )
    parser.add_argument(
        "--since",
        metavar="REF",
        help="the git tag, branch or commit to compare with (default: the newest tag v… behind HEAD, else HEAD)",
    )
    parser.add_argument(
        "--changelog",
        type=Path,
        metavar="FILE",
        help="the CHANGELOG to write to (default: that of this repository for its own client, else none)",
    )
    return parser.parse_args(arguments)


def _workspace(options: argparse.Namespace) -> AbstractContextManager[Path | str]:
    return tempfile.TemporaryDirectory(prefix="regenerate-") if options.check else workspace_beside(options.output)


def _report_stale(options: argparse.Namespace, outcome: Outcome) -> int:
    if not outcome.paths:
        print(f"{options.output} follows {options.spec}")
        return 0
    for path in outcome.paths:
        print(f"stale: {path}")
    if outcome.hides_a_break:
        print("clients of the last release break or may break, and the versions do not say so")
    print(f"To mend it: {repeated(options)}")
    return BREAKING if outcome.hides_a_break else STALE
