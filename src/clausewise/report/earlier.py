"""Reading a contract.json that an earlier run has written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clausewise.report.verdict import REPORT_VERSION


class ReportError(Exception):
    """A report cannot be read; the message says in one line why, and what to give."""


def read_report(path: Path) -> dict[str, Any]:
    """The data of a contract.json, or of the one in a folder; ReportError where it is no report of this version."""
    path = path / "contract.json" if path.is_dir() else path
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror}); give a contract.json, or its folder") from None
    except ValueError as error:
        raise ReportError(f"{path}: this is no JSON ({error}); give a contract.json, or its folder") from None
    if not isinstance(report, dict) or report.get("version") != REPORT_VERSION:
        raise ReportError(f"{path}: this is no contract.json of version {REPORT_VERSION}; give one of this clausewise")
    return report
