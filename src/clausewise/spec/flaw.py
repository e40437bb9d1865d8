"""Flaws in the file of a spec, which leave the rest of it readable, and errors, which do not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clausewise.spec.walking import Location, pointer
from clausewise.terminal.printable import printable


class ReadingError(Exception):
    """A text is no document at all; `line`, from 1, where the parser has not said it already."""

    def __init__(self, says: str, line: int | None = None) -> None:
        super().__init__(says)
        self.line = line


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong, and how to mend it; on a line, from 1, or at a place of the document.

    `extension` is the place of the extension whose value has it, None where it is no extension's.
    """

    says: str
    fix: str
    line: int | None = None
    location: Location = ()
    extension: Location | None = None

    @property
    def is_finding(self) -> bool:
        """Tell whether the rest of the document can be read, so that a linter tells it beside others."""
        return self.line is not None or self.extension is not None

    def __str__(self) -> str:
        where = f"#{pointer(*self.location)}" if self.line is None else f":{self.line}"
        return printable(f"{where}: {self.says}; {self.fix}")

    def within(self, location: Location) -> Flaw:
        """The same flaw, of a document that stands at a place of another."""
        return replace(self, location=(*location, *self.location))
