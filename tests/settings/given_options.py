"""The options of a command line."""

from __future__ import annotations

import argparse

from clausewise.settings.command_line import add_options
from clausewise.settings.option_reading import read_options
from clausewise.settings.options import Options


def given_options(*arguments: str) -> Options:
    """The options of a command line, as the plugin reads them from pytest's."""
    parser = argparse.ArgumentParser()
    add_options(parser.add_argument)
    given = vars(parser.parse_args(arguments))
    return read_options(lambda name: given[name.removeprefix("--").replace("-", "_")])


def read(*arguments: str) -> Options:
    """The options of a command line with the address of some server."""
    return given_options("--base-url", "http://127.0.0.1:9", *arguments)
