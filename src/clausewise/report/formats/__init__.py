"""The formats of a report: each a function from the data of contract.json to the text of one file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from clausewise.report.formats.markdown import summary_markdown
from clausewise.report.formats.sarif import sarif
from clausewise.report.page import contract_page
from clausewise.report.reproduce import reproduce_file
from clausewise.terminal.printable import printable_json

Format = Callable[[Mapping[str, Any]], str]


def contract_json(report: Mapping[str, Any]) -> str:
    """The data for programs, by the schema of `docs/contract.schema.json`."""
    return printable_json(json.dumps(report, indent=2, ensure_ascii=False)) + "\n"


#: Every format by the name of its file. The docstring of each stands in the list of the files of a report.
FORMATS: dict[str, Format] = {
    "contract.json": contract_json,
    "contract.html": contract_page,
    "contract.sarif": sarif,
    "summary.md": summary_markdown,
    "reproduce.py": reproduce_file,
}


def write_formats(report: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write every format into a folder, which is made where it is missing; gives the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, form in FORMATS.items():
        path = folder / name
        # Half of a surrogate pair, which JSON may hold, is in no file as such.
        path.write_text(form(report), encoding="utf-8", errors="backslashreplace")
        paths.append(path)
    return paths
