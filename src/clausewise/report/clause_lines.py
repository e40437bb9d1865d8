"""The sentence of each clause of a report, and its place in the spec."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clausewise.spec import Spec
from clausewise.spec.lines import Lines


def located(spec: Spec, clauses: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The clauses with `says`, `pointer` and `line` where the spec has them."""
    lines = Lines(spec.source) if spec.source.is_file() else None
    found = {}
    for name, entry in clauses.items():
        clause = spec.clauses.get(name)
        more: dict[str, Any] = {} if clause is None else {"says": clause.says, "pointer": clause.pointer}
        if clause is not None and lines is not None:
            more["line"] = lines.line(clause.pointer)
        found[name] = {**entry, **more}
    return found


def file_name(spec: Spec) -> str:
    """The file of the spec as seen from the folder of the run, with slashes."""
    try:
        return spec.source.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return spec.source.name
