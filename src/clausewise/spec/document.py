"""A document of OpenAPI: following references, finding the clause that governs a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clausewise.spec.clauses import Clause, SpecError, clauses_at
from clausewise.spec.references import at, leads_on, pointer_of
from clausewise.spec.walking import HOLDS, names_chosen, pointer

#: The most paths that are kept with their pointers; all are forgotten at once.
_MOST_FLAT = 20_000


class Document:
    """A document of OpenAPI 3.1: following references, finding the clause that governs a place."""

    def __init__(self, document: dict[str, Any], source: Path) -> None:
        self.document = document
        self.source = source
        self._flat: dict[tuple[str | int, ...], str] = {}
        self._governing: dict[tuple[tuple[str | int, ...], str], Clause] = {}

    def at(self, reference: str) -> Any:
        """The node that a local JSON pointer such as `/components/schemas/Duration` names."""
        try:
            return at(self.document, reference)
        except KeyError as error:
            raise SpecError(f"{self.source}: the reference {reference} leads nowhere (no {error} there)") from None

    def resolve(self, node: Any) -> Any:
        """The node behind `$ref`, one or several deep, with what stands beside the `$ref` laid over it."""
        while leads_on(node):
            beside = {key: value for key, value in node.items() if key != "$ref"}
            behind = self.at(node["$ref"])
            node = {**behind, **beside} if beside and isinstance(behind, dict) else behind
        return node

    def flat(self, path: Sequence[str | int]) -> str:
        """The JSON pointer of the node at a path of keys that may lead through `$ref`."""
        key = tuple(path)
        if key not in self._flat:
            if len(self._flat) >= _MOST_FLAT:
                self._flat.clear()
            self._flat[key] = self._resolved_pointer(key)
        return self._flat[key]

    def _resolved_pointer(self, path: tuple[str | int, ...]) -> str:
        where = ""
        for key in path:
            node = self.at(where) if key == "$ref" else None
            where = pointer_of(node["$ref"]) if node is not None and leads_on(node) else where + pointer(key)
        return where

    def follow(self, path: Sequence[str | int]) -> tuple[tuple[str | int, ...], Any]:
        """The path with every `$ref` at its end followed, and the resolved node that stands there."""
        node = self.resolve(self.at(self.flat(path)))
        trail = tuple(path)
        while leads_on(self.at(self.flat(trail))):
            trail = (*trail, "$ref")
        return trail, node

    def governing(self, path: Sequence[str | int], keyword: str) -> Clause:
        """The clause that governs `keyword` of the node at `path`: the nearest one towards the root.

        `path` may lead through `$ref`. Where no clause stands, the spec itself is the promise: a
        clause named after the place, documented.
        """
        key = tuple(path), keyword
        if key not in self._governing:
            self._governing[key] = self._nearest(path, keyword)
        return self._governing[key]

    def governed(self) -> dict[int, tuple[tuple[str | int, ...], str]]:
        """The path and the keyword that each clause was looked up by, by the identity of what `governing` gave."""
        return {id(clause): key for key, clause in self._governing.items()}

    def _nearest(self, path: Sequence[str | int], keyword: str) -> Clause:
        pointers = list(self._pointers(path))
        for where, of_names in reversed(list(zip(pointers, names_chosen(path), strict=False))):
            # In a mapping from names, `x-clauses` is such a name.
            for clause in [] if of_names else clauses_at(self.at(where), where):
                if clause.governs(keyword):
                    return clause
        where = pointers[-1]
        name = self._made_up(path, where, keyword)
        return Clause(name, "documented", f"The spec says so at #{where} ({keyword}).", where)

    def _pointers(self, path: Sequence[str | int]) -> Iterator[str]:
        """The pointers along a path, as far as it leads: a validator may leave a part of its way unnamed."""
        for length in range(len(path) + 1):
            try:
                where = self.flat(path[:length])
                self.at(where)
            except SpecError:
                return
            yield where

    def _made_up(self, path: Sequence[str | int], where: str, keyword: str) -> str:
        """A name for the promise of a keyword, of the operation that `path` begins in: another's is another promise."""
        if len(path) >= _WITHIN_AN_OPERATION and path[0] == "paths":
            operation = self.at(self.flat(path[:_WITHIN_AN_OPERATION]))
            named = operation.get("operationId") if isinstance(operation, dict) else None
            head = str(named or f"{path[2]}-{str(path[1]).strip('/')}")
            keys = [str(key) for key in path[_WITHIN_AN_OPERATION:] if key != "$ref"]
        else:
            head, keys = "", [unescaped(part) for part in where.split("/")[1:]]
        return "-".join(part for part in (head, *_telling(keys), keyword) if part).replace("/", "-")


#: Keys that lead to an operation: `paths`, its path, its method.
_WITHIN_AN_OPERATION = 3
#: Keys that say nothing where no field could be meant.
_STRUCTURAL = {"components", "schemas", "paths", "content", "schema", "requestBody", "responses", "application/json"}


def _telling(keys: Sequence[str]) -> Iterator[str]:
    """The keys that tell one place from another; `properties` only before a field that is called like a keyword."""
    within = False
    for index, key in enumerate(keys):
        after = keys[index + 1] if index + 1 < len(keys) else ""
        if not within and key == "properties" and after not in _AMBIGUOUS:
            within = True
            continue
        if within or key not in _STRUCTURAL:
            yield key
        within = False


_AMBIGUOUS = {*HOLDS["schema"], "properties"}


def unescaped(part: str) -> str:
    """A part of a JSON pointer as the key that it stands for."""
    return part.replace("~1", "/").replace("~0", "~")
