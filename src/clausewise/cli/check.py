"""Check a server against a spec: the contract suite, as pytest runs it.

Exit codes are those of the suite: 0 conforms, 1 does not, 2 interrupted or ended early, 4 used wrongly, 6 undecided,
7 key or address are wrong, 8 the server cannot be reached. Options of pytest pass through.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from clausewise.bundled import SUITE_ARGUMENTS
from clausewise.cli.command_parser import command_parser
from clausewise.settings.command_line import add_options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite; returns its exit code."""
    given = list(arguments or [])
    if {"-h", "--help"} & set(given):
        print(_help())
        return 0
    return int(pytest.main([*SUITE_ARGUMENTS, *given]))


def _help() -> str:
    parser = command_parser("check", __doc__)
    add_options(parser.add_argument)
    return parser.format_help()
