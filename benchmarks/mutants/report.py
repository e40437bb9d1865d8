"""The table of a run: of the mutants of each module, how many were noticed, and how many change nothing."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from benchmarks.mutants.judged import kind
from benchmarks.mutants.results import Mutant
from benchmarks.mutants.rooms import ROOMS

_HEAD = """# Mutants of the rooms that guard money and ids

Made by `tox run -e mutants -- {rooms}--output benchmarks/results/mutants.md` on {date}, Python {python}.

mutmut changes one small thing at a time (an operator, a number, a text, an argument) in each function, and runs the
tests of the room that reach it: in one process, PostgreSQL started once. What is noticed fails a test, or is stopped
after five times what its tests take. What is equivalent changes nothing that anybody could see: somebody has judged
each, by kind, in `benchmarks/mutants/judged.md`. What is left is a gap of the tests, and is listed. The last column
is what was noticed of all that are not equivalent; 95 % is the mark.
"""


@dataclass(frozen=True)
class Sums:
    """The number of mutants of each sort."""

    mutants: int
    noticed: int
    stopped: int
    equivalent: int

    @property
    def left(self) -> int:
        """The number of those that nobody has noticed or judged."""
        return self.mutants - self.noticed - self.equivalent

    def row(self, name: str) -> str:
        """A row of the table."""
        real = self.mutants - self.equivalent
        share = f"{self.noticed / real:.1%}" if real else "none"
        return (
            f"| {name} | {self.mutants} | {self.noticed} | {self.stopped} | {self.equivalent} | {self.left} | {share} |"
        )


def _sums(mutants: Iterable[Mutant]) -> Sums:
    every = list(mutants)
    missed = [mutant for mutant in every if not mutant.noticed]
    return Sums(
        len(every),
        len(every) - len(missed),
        sum(mutant.stopped for mutant in every),
        sum(kind(mutant) is not None for mutant in missed),
    )


def lines(found: dict[str, list[Mutant]]) -> Iterator[str]:
    """The lines of the table, for the mutants of each room."""
    rooms = "" if {*found} == {*ROOMS} else "".join(f"{room} " for room in found)
    yield _HEAD.format(rooms=rooms, date=date.today(), python=platform.python_version())
    yield "| module | mutants | noticed | of them stopped | equivalent | left | share noticed |"
    yield "|---|---|---|---|---|---|---|"
    for room, mutants in found.items():
        for module in dict.fromkeys(mutant.module for mutant in mutants):
            name = module if module == room else f"{room}: {module}"
            yield _sums(mutant for mutant in mutants if mutant.module == module).row(name)
    every = [mutant for mutants in found.values() for mutant in mutants]
    yield _sums(every).row("all")
    missed = [mutant for mutant in every if not mutant.noticed]
    yield "\n## Equivalent, by kind\n\n| kind | mutants |\n|---|---|"
    kinds = Counter(judged for mutant in missed if (judged := kind(mutant)))
    yield from (f"| {name} | {count} |" for name, count in kinds.most_common())
    yield "\n## Left\n"
    yield from [f"- `{mutant.told}`" for mutant in missed if kind(mutant) is None] or ["None."]
