"""The options of the suite, for the command line of pytest and for that of argparse."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from collections.abc import Callable
from typing import Any

from clausewise.settings.declared import DeclaredOptions
from clausewise.settings.option import declared

_DECLARED = dict(declared(DeclaredOptions))
#: The unit of each number, its least and its most.
BOUNDS = {name: each.bounds for name, each in _DECLARED.items() if each.bounds is not None}
#: The options that are given without a value, and left out or given as --no-… where they are not meant.
FLAGS = tuple(name for name, each in _DECLARED.items() if each.arguments.get("action") is BooleanOptionalAction)
#: The options that say what is checked, and by which measure: the ledger that machines share keeps them as given.
KEPT = tuple(name for name, each in _DECLARED.items() if each.scope in ("run", "ledger"))
#: The options that a server of a fleet may have, and those of them that name a file.
PER_SERVER = tuple(name for name, each in _DECLARED.items() if each.scope in ("run", "server"))
FILES = tuple(name for name in PER_SERVER if _DECLARED[name].arguments.get("metavar") == "FILE")


def argument(name: str, value: str) -> str:
    """An option of a text as an argument of a command line; the text of a flag is true or false."""
    if name in FLAGS:
        return name if value.lower() == "true" else name.replace("--", "--no-", 1)
    return f"{name}={value}"


def add_options(add: Callable[..., Any]) -> None:
    """Add each option by a function that takes what `argparse.ArgumentParser.add_argument` does."""
    for name, each in _DECLARED.items():
        add(name, **each.arguments)
