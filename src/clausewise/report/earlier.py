"""Reading a contract.json that an earlier run has written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class ReportError(Exception):
    """A report cannot be read; the message says in one line why."""


def read_report(path: Path) -> Any:
    """The data of a contract.json, or of the one in a folder; ReportError when there is none."""
    path = path / "contract.json" if path.is_dir() else path
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(f"{path}: the report cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise ReportError(f"{path}: the report is no JSON ({error})") from None
