"""Check a server against a spec: the contract suite, as pytest runs it.

Exit codes are those of the suite: 0 conforms, 1 does not, 2 interrupted or ended early, 4 used wrongly, 6 undecided,
7 key or address are wrong, 8 the server cannot be reached. Options of pytest pass through.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pytest

from clausewise.bundled import SUITE_ARGUMENTS
from clausewise.cli.command_parser import command_parser
from clausewise.settings.command_line import add_options

#: The variable that tells hypothesis where to keep its tables of characters; else they lie in the folder of the run.
HYPOTHESIS = "HYPOTHESIS_STORAGE_DIRECTORY"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite; returns its exit code."""
    given = list(arguments or [])
    if {"-h", "--help"} & set(given):
        print(_parser().format_help())
        return 0
    with suppress(RuntimeError):  # a user without a home
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        os.environ.setdefault(HYPOTHESIS, str(cache / "clausewise" / "hypothesis"))
    return int(pytest.main([*SUITE_ARGUMENTS, *given], plugins=[OneLine()]))


class OneLine:
    """A plugin of pytest: what pytest says of wrong options in five lines, without the call, stands in one."""

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_parse(self) -> Iterator[Any]:
        """Read the options; pytest.UsageError, in one line, when one is wrong."""
        try:
            return (yield)
        except pytest.UsageError as error:
            raise pytest.UsageError(_in_one_line(str(error))) from None


def _in_one_line(told: str) -> str:
    said = re.search(r"(?m)^\S+: error: (.*)$", told)
    if said is None:
        return told
    hint = ""
    if unknown := re.search(r"unrecognized arguments: (--[^\s=]+)", said[1]):
        near = get_close_matches(unknown[1], _parser()._option_string_actions, n=1, cutoff=0.75)
        hint = f"did you mean {near[0]}? " if near else ""
    return f"{said[1]}; {hint}`clausewise check --help` lists the options"


def _parser() -> argparse.ArgumentParser:
    parser = command_parser("check", __doc__)
    add_options(parser.add_argument)
    return parser
