"""The values of single options: what each must be, whatever stands beside it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from clausewise.http.redaction import Secret
from clausewise.settings.command_line import BOUNDS
from clausewise.settings.options import OptionError
from clausewise.settings.output_paths import checked_file


def within_bounds(name: str, value: Any) -> Any:
    """The value of an option; OptionError where it is a number that its bounds do not allow."""
    if name in BOUNDS and value is not None:
        unit, least, most = BOUNDS[name]
        if not least <= value <= most:  # nor is nan
            raise OptionError(f"{name} {value}: give {unit} from {least} to {most}")
    return value


def shard(text: str) -> tuple[int, int]:
    """The number of a shard, and how many there are; OptionError where the text does not say so."""
    match = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", text)
    number, count = (int(match[1]), int(match[2])) if match else (1, 0)
    if number > count:
        raise OptionError(f"--shard {text}: give I/N with I from 1 to N, as in 2/3")
    return number, count


def part_of(limit: int | None, part: tuple[int, int]) -> int | None:
    """The part of a limit that one shard has; the parts of all shards are the limit."""
    number, count = part
    return None if limit is None else limit // count + (number <= limit % count)


def new_file(file: Path) -> Path:
    """The file of a recording; OptionError where it exists, OutputPathError where it cannot be made."""
    if file.exists():
        raise OptionError(f"--record {file}: the file exists; give the name of a new one")
    return checked_file("--record", file)


def api_key(name: str) -> str:
    """The API key in an environment variable; OptionError where there is none that a header could carry."""
    if name not in os.environ:
        # Its name is not shown: whoever gives the key by mistake must not read it in a log.
        raise OptionError(
            "the environment variable that --api-key-env names is not set: set it to the API key, and give its name"
        )
    key = os.environ[name].strip()
    if not key:
        raise OptionError(f"the environment variable {name} is empty: set it to the API key")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise OptionError(f"the environment variable {name} holds no API key: blanks or characters beyond ASCII")
    return Secret(key)
