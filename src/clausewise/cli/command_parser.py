"""The parser of a subcommand, whose --help is the docstring of its module."""

from __future__ import annotations

import argparse


def command_parser(command: str, docstring: str | None) -> argparse.ArgumentParser:
    """A parser without options yet: the first paragraph stands before those in its --help, the others behind them."""
    description, _, epilog = (docstring or "").partition("\n\n")
    return argparse.ArgumentParser(prog=f"clausewise {command}", description=description, epilog=epilog)
