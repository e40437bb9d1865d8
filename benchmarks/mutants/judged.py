"""The mutants that change no behaviour, as somebody has judged them: by kind, in `judged.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from benchmarks.mutants.results import Mutant

JUDGED = Path(__file__).with_name("judged.yaml")


@cache
def kinds() -> dict[str, str]:
    """The kind of each change that was judged."""
    read = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))
    return {change: entry["kind"] for entry in read for change in entry["changes"]}


def kind(mutant: Mutant) -> str | None:
    """The reason why a mutant changes no behaviour; None where it does, or where nobody has judged it."""
    return kinds().get(mutant.told)
