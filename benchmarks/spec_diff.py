"""Comparison with a peer: what we call breaking among `tests/spec_diff/changes`, and what Optic does.

Optic is a Node.js program: `npm install @useoptic/optic@1.0.9 ajv@8.12.0` (with newer ajv it does not start), then
`python -m benchmarks.spec_diff node_modules/.bin/optic --output benchmarks/results/spec_diff.md`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from benchmarks.table import tell
from clausewise.diff import Change, changes
from clausewise.spec import Spec
from tests.spec_diff.cases import CASES, after, before


@dataclass(frozen=True)
class Row:
    """One change, as the two judge it."""

    name: str
    ours: tuple[Change, ...]
    optic_breaks: bool
    optic_saw: bool

    @property
    def breaks(self) -> bool:
        """Tell whether we call it breaking."""
        return any(change.severity == "breaking" for change in self.ours)

    @property
    def right(self) -> str:
        """The one that is right where the two differ, and what shows it."""
        if self.breaks:
            witness = next(change.witness for change in self.ours if change.severity == "breaking")
            shown = str(witness).replace("|", "\\|").replace("\n", " ")
            return f"ours, by witness: {shown if len(shown) < 220 else shown[:220] + ' …'}"
        if not self.ours:
            return "ours: the two specs take and answer the same"
        worst = self.ours[0]
        return f"a matter of law: ours says {worst.severity} ({worst.says}); no request or answer was found that breaks"


def judged(optic: Path, name: str) -> Row:
    """Ask both about one change."""
    old, new = before(CASES[name]["base"]), after(name)
    with TemporaryDirectory() as folder:
        paths = [_written(spec, Path(folder) / f"{side}.yaml") for side, spec in (("old", old), ("new", new))]
        command = [str(optic), "diff", *map(str, paths), "--check", "--validation", "loose"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "CI": "1"})
    said = done.stdout + done.stderr
    if "Operations" not in said:
        raise SystemExit(f"{name}: optic did not compare the two specs: {said[:300]}")
    return Row(name, tuple(changes(old, new)), done.returncode != 0, "No operations changed" not in said)


def _written(spec: Spec, path: Path) -> Path:
    path.write_text(yaml.safe_dump(spec.document, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def table(rows: Sequence[Row], command: str) -> Iterator[str]:
    """The comparison as Markdown."""
    same = sum(row.breaks == row.optic_breaks for row in rows)
    missed = [row for row in rows if row.breaks and not row.optic_breaks]
    more = [row for row in rows if row.optic_breaks and not row.breaks]
    yield "# What breaks a client? Ours and Optic 1.0.9 on the same changes"
    yield ""
    yield f"{datetime.now(UTC):%Y-%m-%d}, `{command}`."
    yield "Optic calls a forbidden combination in `allOf` an invalid variant, and compares nothing of such a schema."
    yield ""
    yield "| of the changes | number |"
    yield "|---|---|"
    yield f"| judged | {len(rows)} |"
    yield f"| breaking by ours, each with a witness | {sum(row.breaks for row in rows)} |"
    yield f"| judged alike | {same} |"
    yield f"| breaking by ours, passed by Optic | {len(missed)} |"
    yield f"| of these, not seen by Optic as a change at all | {sum(not row.optic_saw for row in missed)} |"
    yield f"| breaking by Optic, not by ours | {len(more)} |"
    yield ""
    yield "| change | ours | Optic | who is right |"
    yield "|---|---|---|---|"
    for row in [*missed, *more]:
        ours = "breaking" if row.breaks else (row.ours[0].severity if row.ours else "no change")
        optic = "breaking" if row.optic_breaks else ("not breaking" if row.optic_saw else "no change")
        yield f"| {row.name} | {ours} | {optic} | {row.right} |"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the comparison; returns its exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.spec_diff", description="Our verdicts beside those of Optic.")
    parser.add_argument("optic", type=Path, help="the program `optic`, installed with npm")
    parser.add_argument("--output", type=Path, help="write the table there (default: print it)")
    arguments = parser.parse_args(argv)
    if not arguments.optic.exists():
        print(f"{arguments.optic} is not there; npm install @useoptic/optic@1.0.9 ajv@8.12.0", file=sys.stderr)
        return 2
    with ThreadPoolExecutor(max_workers=2) as pool:
        rows = list(pool.map(lambda name: judged(arguments.optic, name), CASES))
    tell(table(rows, "python -m benchmarks.spec_diff node_modules/.bin/optic"), arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
