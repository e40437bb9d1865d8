"""Reading a file in TOML that somebody has written by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from clausewise.terminal.printable import printable


def read_toml(path: Path, about: str, error: type[Exception]) -> dict[str, Any]:
    """The data of a file; `error`, with a line that says what it is `about`, when it cannot be read or is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as why:
        raise error(f"{path}: the {about} cannot be read ({why.strerror}); give the path of a file in TOML") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise error(f"{path}: the {about} are not TOML ({printable(str(why))}); mend it there") from None
