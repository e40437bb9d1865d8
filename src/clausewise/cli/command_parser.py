"""The parser of a subcommand, whose --help is the docstring of its module."""

from __future__ import annotations

import argparse
from typing import NoReturn


class OneLineParser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong with the options, and ends with 2."""

    def error(self, message: str) -> NoReturn:
        """End, in the place of the usage with where that is."""
        self.exit(2, f"{self.prog}: {message}; `{self.prog} --help` lists the options\n")


def command_parser(command: str, docstring: str | None) -> argparse.ArgumentParser:
    """A parser without options yet: the first paragraph stands before those in its --help, the others behind them."""
    description, _, epilog = (docstring or "").partition("\n\n")
    return OneLineParser(prog=f"clausewise {command}", description=description, epilog=epilog)
