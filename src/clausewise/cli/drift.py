"""Check that the committed client is what the spec generates, file by file and byte by byte.

Exit codes: 0 fresh, 4 stale (the diff and the command that mends it are printed), 2 not checked.
"""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from clausewise.cli.client_options import add_options, repeated, reported
from clausewise.cli.command_parser import command_parser
from clausewise.codegen.build import build_client
from clausewise.codegen.folders import differences
from clausewise.spec import Spec
from clausewise.terminal.wording import amount

STALE = 4
MOST_LINES = 200


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = command_parser("drift", __doc__)
    add_options(parser)
    options = parser.parse_args(arguments)

    def check() -> int:
        spec = Spec.load_what_is_read(options.spec)
        for flaw in spec.left_out:
            print(f"left out  {flaw}")
        if not options.output.is_dir():
            print(f"stale: there is no folder {options.output}")
            print(f"To mend it: {repeated(options)}")
            return STALE
        with tempfile.TemporaryDirectory(prefix="check-drift-") as workspace:
            stale = differences(options.output, build_client(spec, Path(workspace)).folder)
        if not stale:
            print(f"{options.output} is what {options.spec} generates")
            return 0
        lines = itertools.chain.from_iterable(difference.lines() for difference in stale)
        for line in itertools.islice(lines, MOST_LINES):
            print(line)
        left = sum(1 for _ in lines)
        if left:
            print(f"… and {left} more lines of diff, not shown")
        names = ", ".join(difference.path for difference in stale)
        print(f"stale: {options.output} is not what {options.spec} generates, in {amount(stale, 'file')}: {names}")
        print(f"To mend it: {repeated(options)}")
        return STALE

    return reported(check)
