"""The end of a command that gives a verdict: its report in every format, and its exit code."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from clausewise.report.exit_codes import UNDECIDED
from clausewise.report.formats import write_formats

_CODES = {"yes": 0, "no": 1, "undecided": UNDECIDED}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that `is_written` and `exit_code` read."""
    parser.add_argument("--report", type=Path, metavar="DIR", help="write it in every format into this folder")
    parser.add_argument("--allow-undecided", action="store_true", help="end with 0 where it is undecided")


def is_written(report: dict[str, Any], given: argparse.Namespace) -> bool:
    """Write a report where a folder is given; tells on standard error, and by False, that it cannot be written."""
    if given.report is None:
        return True
    try:
        write_formats(report, given.report)
    except OSError as error:
        print(f"--report {given.report}: cannot be written ({error.strerror}); name a folder", file=sys.stderr)
        return False
    return True


def exit_code(conforms: str, given: argparse.Namespace) -> int:
    """The exit code of a verdict: yes, no or undecided."""
    code = _CODES[conforms]
    return 0 if code == UNDECIDED and given.allow_undecided else code
