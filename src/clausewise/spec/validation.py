"""Judging JSON by a schema of the spec, each breach with the clause that it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from clausewise.spec.applied import always_applied
from clausewise.spec.clauses import Clause, SpecError
from clausewise.spec.compiling import compiled_at
from clausewise.spec.spec import Spec
from clausewise.spec.vocabulary import TYING

#: The number of validators that are kept.
_MOST_KEPT = 1_000


@dataclass(frozen=True)
class Breach:
    """One way in which a value is not as the schema wants it: which field, which clause, why.

    `inside` leads to the part of the value that a keyword refuses, and `wanted` to that keyword in the spec: it is the
    one that applies whatever else the value has. Empty where no keyword was applied.
    """

    field: str
    clause: Clause
    keyword: str
    reason: str
    inside: tuple[str | int, ...] = ()
    wanted: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return f"{self.field or 'body'}: {self.reason} [{self.clause.id}]"


class BodyValidator:
    """A schema of the spec, compiled once.

    `format` is only a remark on a value, except where a clause claims it: the documentation calls
    fields "string" whose format is assumed, and a server may take any string there.
    """

    def __init__(self, spec: Spec, path: Sequence[str | int]) -> None:
        self.spec = spec
        self.location = tuple(path)
        self._pointer = spec.flat(self.location)
        compiled_at(spec, self._pointer)  # what is no schema is told at once

    @property
    def _compiled(self) -> Any:
        return compiled_at(self.spec, self._pointer)

    def is_valid(self, value: Any) -> bool:
        """Tell whether the schema takes the value; it takes none that cannot be judged."""
        try:
            return bool(self._compiled.is_valid(value))
        except ValueError:  # as in `breaches`
            return False

    def can_judge(self, value: Any) -> bool:
        """Tell whether the schema can be applied to the value: JSON may be nested deeper than that."""
        try:
            self._compiled.is_valid(value)
        except ValueError:  # as in `breaches`
            return False
        return True

    def breaches(self, value: Any) -> list[Breach]:
        """Everything that is wrong with the value, empty when it is valid."""
        try:
            return list(self._breaches(self._compiled.iter_errors(value)))
        except UnicodeEncodeError:
            return self._not_judged(value, "half of a surrogate pair stands in it")
        except ValueError as error:  # jsonschema-rs: "Recursion limit reached"
            return self._not_judged(value, f"it cannot be judged ({error})")

    def _not_judged(self, value: Any, reason: str) -> list[Breach]:
        """The breach of a value that a JSON reader takes and the schema cannot be applied to."""
        if self.is_valid(value):
            return []
        return [Breach("", self.spec.governing(self.spec.follow(self.location)[0], "type"), "type", reason)]

    def _breaches(self, errors: Iterable[Any]) -> Iterator[Breach]:
        for error in errors:
            branches: list[list[Any]] | None = getattr(error.kind, "context", None)
            if branches and all(branches):  # of anyOf or oneOf: the branch that comes nearest says most
                yield from self._breaches(sorted(branches, key=len)[0])
            else:  # where a branch has nothing against it, it is that two of oneOf take it
                yield self._breach(error)

    def _breach(self, error: Any) -> Breach:
        field = ".".join(str(part) for part in error.instance_path)
        # The compiled root is one `$ref`, which stands for the path of this validator.
        *where, keyword = error.evaluation_path
        governed = [*self.location, *where[1:]]
        if keyword == "required":
            missing = error.kind.property
            field = f"{field}.{missing}" if field else missing
            clause, reason = self._governing_property(governed, missing), "is required and missing"
        else:
            clause = self.spec.governing(governed, str(keyword))
            # The message of a rule repeats a whole subschema; the clause says it better.
            reason = clause.says if keyword in TYING else error.message
        wanted, inside = always_applied([*where[1:], keyword], error.instance_path)
        return Breach(field, clause, str(keyword), reason, inside, (*self.location, *wanted))

    def _governing_property(self, governed: list[str | int], name: str) -> Clause:
        try:
            where, _ = self.spec.follow([*governed, "properties", name])
            return self.spec.governing(where, "required")
        except SpecError:  # required, but described nowhere
            return self.spec.governing(governed, "required")


@lru_cache(maxsize=_MOST_KEPT)
def validator(spec: Spec, path: tuple[str | int, ...]) -> BodyValidator:
    """The validator of the schema at a path, made once."""
    return BodyValidator(spec, path)
