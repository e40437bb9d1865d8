"""Operations whose bodies are alike: the probes of the first are those of the others too, with other ids and clauses.

Two operations are alike where everything that their probes are made of is written in the same words, and only the name
of the component that their body stands in may differ. A clause that is made up names its operation, so each is
looked up anew, at the same way from the other operation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from clausewise.probes.keys import ways_in
from clausewise.probes.probe import Probe
from clausewise.probes.rows import Row
from clausewise.schema.value_class import ValueClass
from clausewise.spec import Clause, Operation, Spec
from clausewise.spec.references import leads_on
from clausewise.spec.walking import METHODS

#: Keys of an operation, and of a path item besides its methods, on which no probe of the body depends.
_APART = ("operationId", "summary", "description", "tags", "externalDocs", "parameters", "callbacks")
#: The place of clauses that are the same for each operation.
_SHARED = ("components", "securitySchemes")


class Alike:
    """The operations of a spec, each with the first one that is like it, and the probes that were made of that."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._first: dict[str, Operation] = {}
        self._firsts: dict[str, Operation] = {}
        self._probes: dict[str, list[Probe]] = {}
        self._places: dict[str, dict[int, tuple[tuple[str | int, ...], str]]] = {}
        self._methods: dict[str, list[str]] = {}
        for each in spec.operations:
            self._methods.setdefault(each.url_path, []).append(each.method)

    def first(self, operation: Operation) -> Operation:
        """The first operation that is like this one, which may be itself."""
        if operation.id not in self._first:
            # What links lead to is read from other operations.
            words = operation.id if operation.links else self._words(operation)
            self._first[operation.id] = self._firsts.setdefault(words, operation)
        return self._first[operation.id]

    def probes(self, operation: Operation, made: Callable[[], Iterable[Probe]]) -> list[Probe]:
        """The probes of an operation's body: `made`, or those of the first one that is like it."""
        first = self.first(operation)
        if first.id not in self._probes:
            found = list(made())
            if first is operation:
                self._probes[first.id] = found
                self._places[first.id] = self.spec.governed()
            return found
        moved = _Move(self.spec, first, operation, self._places[first.id])
        try:
            return [moved.probe(probe) for probe in self._probes[first.id]]
        except KeyError:  # a clause that was not looked up by its place
            return list(made())

    def _words(self, operation: Operation) -> str:
        item = self.spec.resolve(self.spec.at(self.spec.flat(operation.location[:2])))
        said = {key: value for key, value in operation.node.items() if key not in _APART}
        around = {key: value for key, value in item.items() if key not in (*_APART, *METHODS, "servers")}
        own: Any = None
        if operation.body_location is not None:
            own = self.spec.at(self.spec.flat(operation.body_location))
            said = _replaced(said, own, {**own, "$ref": self.spec.at(own["$ref"])}) if leads_on(own) else said
        also = [operation.method, operation.body_media_types, operation.body_required, operation.paid]
        also += [self._methods[operation.url_path], ways_in(self.spec, operation), operation.location[2:]]
        return json.dumps([said, around, also], sort_keys=True, default=str)


def _replaced(node: Any, old: Any, new: Any) -> Any:
    """A copy of a part of a document with `old`, the very object, replaced."""
    if node is old:
        return new
    if isinstance(node, dict):
        return {key: _replaced(value, old, new) for key, value in node.items()}
    return node


class _Move:
    """Makes the probes of one operation those of another; KeyError where the place of a clause is not known."""

    def __init__(
        self, spec: Spec, source: Operation, target: Operation, places: dict[int, tuple[tuple[str | int, ...], str]]
    ) -> None:
        self.spec, self.source, self.target, self.places = spec, source, target, places
        self._clauses: dict[int, Clause] = {}
        self._values: dict[int, ValueClass] = {}

    def probe(self, probe: Probe) -> Probe:
        return replace(
            probe,
            id=self.target.id + probe.id[len(self.source.id) :],
            operation=self.target,
            clauses=tuple(map(self.clause, probe.clauses)),
            row=None if probe.row is None else self.row(probe.row),
        )

    def row(self, row: Row) -> Row:
        return Row(row.levels, {name: self.value(value) for name, value in row.values.items()}, row.style)

    def value(self, value: ValueClass) -> ValueClass:
        if id(value) not in self._values:
            self._values[id(value)] = replace(value, clause=self.clause(value.clause))
        return self._values[id(value)]

    def clause(self, clause: Clause) -> Clause:
        if id(clause) not in self._clauses:
            path, keyword = self.places[id(clause)]
            begin = self.source.location
            if path[: len(begin)] == begin:
                clause_there = self.spec.governing((*self.target.location, *path[len(begin) :]), keyword)
            elif path[: len(_SHARED)] == _SHARED:
                clause_there = clause
            else:
                raise KeyError(path)
            self._clauses[id(clause)] = clause_there
        return self._clauses[id(clause)]
