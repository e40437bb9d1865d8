"""The mutants that change no behaviour, as somebody has judged them: by kind, in `judged.md`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benchmarks.mutants.results import Mutant

JUDGED = Path(__file__).with_name("judged.md")


@cache
def kinds() -> dict[str, str]:
    """The kind of each change that was judged: a heading, and the changes under it."""
    found, kind = {}, ""
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif line.startswith("- `"):
            found[line.removeprefix("- `").removesuffix("`")] = kind
    return found


def kind(mutant: Mutant) -> str | None:
    """The reason why a mutant changes no behaviour; None where it does, or where nobody has judged it."""
    return kinds().get(mutant.told)
